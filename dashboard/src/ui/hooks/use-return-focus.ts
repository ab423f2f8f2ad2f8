import { useLayoutEffect } from 'react';

/**
 * For pages that open dialogs without a Radix trigger: after the last dialog closes, returns the focus to the
 * element that opened the first one, or to the start of the page if it no longer exists.
 */
export function useReturnFocus(isOpen: boolean): void {
  useLayoutEffect(() => {
    if (!isOpen) return;
    const opener = document.activeElement;
    // After the dialog has returned the focus itself, possibly to an element that no longer exists.
    return () => void setTimeout(() => restoreFocus(opener));
  }, [isOpen]);
}

function restoreFocus(opener: Element | null): void {
  const canFocus = opener instanceof HTMLElement && opener.isConnected && opener !== document.body;
  const target = canFocus ? opener : document.getElementById('main');
  target?.focus({ preventScroll: true });
}
