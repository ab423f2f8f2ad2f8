import { useEffect, useState } from 'react';

/** Whether the page has been visible at least once; false for a tab that was opened in the background. */
export function useWasVisible(): boolean {
  const [wasVisible, setVisible] = useState(isVisible);
  useEffect(() => {
    if (wasVisible) return;
    const update = () => setVisible(isVisible());
    document.addEventListener('visibilitychange', update);
    return () => document.removeEventListener('visibilitychange', update);
  }, [wasVisible]);
  return wasVisible;
}

function isVisible(): boolean {
  return document.visibilityState === 'visible';
}
