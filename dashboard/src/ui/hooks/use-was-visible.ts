import { useEffect, useState } from 'react';

/** Whether this page has been in sight once: not while it is a tab that nobody has looked at. */
export function useWasVisible(): boolean {
  const [wasVisible, setVisible] = useState(isVisible);
  useEffect(() => {
    if (wasVisible) return;
    const look = () => setVisible(isVisible());
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [wasVisible]);
  return wasVisible;
}

function isVisible(): boolean {
  return document.visibilityState === 'visible';
}
