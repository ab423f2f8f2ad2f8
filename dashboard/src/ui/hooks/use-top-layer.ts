import { type RefObject, useLayoutEffect } from 'react';

/** Pixels between the element and its anchor, and between the element and the edge of the window. */
const gap = 4;
const margin = 8;
/** Pixels of a list: it is at least as wide, if the window is, and at most as high. */
const listWidth = 288;
const listHeight = 320;

/**
 * Shows a popover in the top layer beside its anchor, because tables and dialogs cut off what leaves their frame, and keeps
 * it there.
 * @param kind a list is as wide as its anchor, and scrolls; a hint is as large as its content
 */
export function useTopLayer(
  popover: RefObject<HTMLElement | null>,
  anchor: HTMLElement | null,
  kind: 'hint' | 'list',
): void {
  useLayoutEffect(() => {
    const element = popover.current;
    if (!element || !anchor) return;
    const placeAt = kind === 'list' ? placeList : placeHint;
    const place = () => placeAt(element, anchor.getBoundingClientRect());
    element.showPopover();
    place();
    window.addEventListener('scroll', place, true);
    window.addEventListener('resize', place);
    window.visualViewport?.addEventListener('resize', place);
    return () => {
      window.removeEventListener('scroll', place, true);
      window.removeEventListener('resize', place);
      window.visualViewport?.removeEventListener('resize', place);
    };
  }, [popover, anchor, kind]);
}

/** Below the anchor, or above it if there is more space; never beyond the window. */
function placeHint(hint: HTMLElement, anchor: DOMRect): void {
  const { width, height } = hint.getBoundingClientRect();
  const isBelow = anchor.bottom + gap + height + margin <= window.innerHeight || anchor.top < height;
  const left = Math.min(anchor.left, window.innerWidth - width - margin);
  hint.style.inset = 'auto';
  hint.style.left = `${Math.max(margin, left)}px`;
  hint.style.top = `${isBelow ? anchor.bottom + gap : anchor.top - gap - height}px`;
}

/** Where more of it fits, above the keyboard of a phone. */
function placeList(list: HTMLElement, anchor: DOMRect): void {
  const { innerWidth, innerHeight, visualViewport } = window;
  const end = visualViewport ? visualViewport.offsetTop + visualViewport.height : innerHeight;
  const below = end - anchor.bottom - gap - margin;
  const above = anchor.top - gap - margin;
  const isBelow = below >= Math.min(listHeight, above);
  const width = Math.min(Math.max(anchor.width, listWidth), innerWidth - 2 * margin);
  list.style.inset = 'auto';
  list.style.width = `${width}px`;
  list.style.left = `${Math.max(margin, Math.min(anchor.left, innerWidth - width - margin))}px`;
  list.style.maxHeight = `${Math.max(0, Math.min(listHeight, isBelow ? below : above))}px`;
  // From the bottom, so that it stays at its anchor when it gets shorter.
  if (isBelow) list.style.top = `${anchor.bottom + gap}px`;
  else list.style.bottom = `${innerHeight - anchor.top + gap}px`;
}
