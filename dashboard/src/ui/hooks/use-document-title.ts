import { useEffect } from 'react';

/** Names the document after the page on it: "Access Tokens · Spedy". */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Spedy`;
  }, [title]);
}
