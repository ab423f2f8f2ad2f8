import { type RefObject, useEffect } from 'react';

type Props = { readonly typed: RefObject<string>; readonly onClose: () => void };

/** While the search loads, keeps what someone types for it. Renders nothing. */
export function TypeAhead({ typed, onClose }: Props) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const isText = event.key.length === 1;
      if (!isText && event.key !== 'Backspace' && event.key !== 'Escape') return;
      event.preventDefault();
      if (event.key === 'Escape') return onClose();
      typed.current = isText ? typed.current + event.key : typed.current.slice(0, -1);
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  });
  return null;
}
