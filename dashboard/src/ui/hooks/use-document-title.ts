import { useEffect } from 'react';

/** Sets the document's title: "Access Tokens · Spedy". */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Spedy`;
  }, [title]);
}
