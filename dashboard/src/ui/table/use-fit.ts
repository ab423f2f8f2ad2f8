import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/** What a table does to fit, one after another. */
const steps = ['data-menu', 'data-tight'] as const;

/**
 * Finds out how a table fits into its frame, by measuring: words, zoom and fonts decide, not the width of the screen.
 * Where the row actions do not fit as buttons it has `data-menu`; where that is not enough, `data-tight` too; and
 * `data-more` while columns lie beyond the right edge even so.
 */
export function useFit(): RefObject<HTMLDivElement | null> {
  const frame = useRef<HTMLDivElement>(null);
  // After each render: other rows may need more room.
  useLayoutEffect(() => {
    if (frame.current) fit(frame.current);
  });
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    let isAsked = 0;
    const ask = () => {
      cancelAnimationFrame(isAsked);
      // Not within the observer's own turn: what it changes there would be reported as a loop.
      isAsked = requestAnimationFrame(() => fit(element));
    };
    const observer = new ResizeObserver(ask);
    observer.observe(element);
    const onScroll = () => markRest(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      cancelAnimationFrame(isAsked);
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, []);
  return frame;
}

function fit(frame: HTMLElement): void {
  for (const step of steps) frame.removeAttribute(step);
  for (const step of steps) if (overflowOf(frame) > 0) frame.setAttribute(step, '');
  // A part that scrolls can be reached with the keyboard.
  if (overflowOf(frame) > 0) frame.tabIndex = 0;
  else frame.removeAttribute('tabindex');
  markRest(frame);
}

function markRest(frame: HTMLElement): void {
  // Half a pixel is what a zoomed page may be off by.
  frame.toggleAttribute('data-more', overflowOf(frame) - frame.scrollLeft > 1);
}

function overflowOf({ scrollWidth, clientWidth }: HTMLElement): number {
  return scrollWidth - clientWidth;
}
