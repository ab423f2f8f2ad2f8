import { useLayoutEffect } from 'react';

/**
 * For a page that opens its dialogs without a trigger of their own: after the last of them closes, the focus goes
 * back to what opened the first, or to the page's beginning where that is gone.
 */
export function useReturnFocus(isOpen: boolean): void {
  useLayoutEffect(() => {
    if (!isOpen) return;
    const opener = document.activeElement;
    // After the dialog has given back the focus by itself, to what may be gone.
    return () => void setTimeout(() => focusAgain(opener));
  }, [isOpen]);
}

function focusAgain(opener: Element | null): void {
  const isThere = opener instanceof HTMLElement && opener.isConnected && opener !== document.body;
  const target = isThere ? opener : document.getElementById('main');
  target?.focus({ preventScroll: true });
}
