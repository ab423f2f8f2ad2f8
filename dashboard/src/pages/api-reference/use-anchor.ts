import { useEffect } from 'react';
import { useLocation } from 'react-router';

/** The anchor that the address names, decoded. The operation is there once the document is read: then it is shown. */
export function useAnchor(): string {
  const { hash, key } = useLocation();
  const anchor = hash.slice(1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same link followed again scrolls there again
  useEffect(() => {
    if (anchor === '') return;
    const target = document.getElementById(anchor);
    if (target instanceof HTMLDetailsElement) target.open = true;
    target?.scrollIntoView();
  }, [anchor, key]);
  return anchor;
}
