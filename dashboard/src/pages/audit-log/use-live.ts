import { useEffect, useState } from 'react';

/** Milliseconds between two polls for new events. */
export const pollInterval = 5_000;
/** Pixels from which a reader counts as scrolled. */
const scrolledFrom = 240;

/** Whether new events should appear: the tab is visible and the reader has not scrolled away from the newest ones. */
export function useLive(): boolean {
  const [isLive, setLive] = useState(watches);
  useEffect(() => {
    const update = () => setLive(watches());
    document.addEventListener('visibilitychange', update);
    window.addEventListener('scroll', update, { passive: true });
    return () => {
      document.removeEventListener('visibilitychange', update);
      window.removeEventListener('scroll', update);
    };
  }, []);
  return isLive;
}

function watches(): boolean {
  return document.visibilityState === 'visible' && window.scrollY < scrolledFrom;
}
