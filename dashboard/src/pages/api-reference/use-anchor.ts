import { useEffect } from 'react';
import { useLocation } from 'react-router';

/** Returns the anchor in the address, and opens and scrolls to its operation. */
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
