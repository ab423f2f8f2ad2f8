import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/** The steps that make a table fit, in order. */
const steps = ['data-menu', 'data-tight'] as const;

/**
 * Measures how a table fits into its frame, because text, zoom and fonts matter more than the width of the
 * screen. Sets `data-menu` if the row actions do not fit as buttons, then also `data-tight` if that is not
 * enough, and `data-more` while columns are still beyond the right edge.
 */
export function useFit(): RefObject<HTMLDivElement | null> {
  const frame = useRef<HTMLDivElement>(null);
  // After each render, because other rows may need more space.
  useLayoutEffect(() => {
    if (frame.current) fit(frame.current);
  });
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    let frameRequest = 0;
    const scheduleFit = () => {
      cancelAnimationFrame(frameRequest);
      // Deferred, because changes within the callback would be reported as a ResizeObserver loop.
      frameRequest = requestAnimationFrame(() => fit(element));
    };
    const observer = new ResizeObserver(scheduleFit);
    observer.observe(element);
    const onScroll = () => markOverflow(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      cancelAnimationFrame(frameRequest);
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, []);
  return frame;
}

function fit(frame: HTMLElement): void {
  for (const step of steps) frame.removeAttribute(step);
  for (const step of steps) if (overflowOf(frame) > 0) frame.setAttribute(step, '');
  // Makes a scrolling frame reachable by keyboard.
  if (overflowOf(frame) > 0) frame.tabIndex = 0;
  else frame.removeAttribute('tabindex');
  markOverflow(frame);
}

function markOverflow(frame: HTMLElement): void {
  // Zoomed pages may be off by half a pixel.
  frame.toggleAttribute('data-more', overflowOf(frame) - frame.scrollLeft > 1);
}

function overflowOf({ scrollWidth, clientWidth }: HTMLElement): number {
  return scrollWidth - clientWidth;
}
