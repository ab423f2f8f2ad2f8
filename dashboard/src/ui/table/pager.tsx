import { ChevronLeft, ChevronRight, ChevronsLeft } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '../button.tsx';

type Props = {
  /** Which rows are shown, such as "51–100 of 1,204". */
  readonly position: string;
  /** Null if there is no page before. */
  readonly onPrevious: (() => void) | null;
  /** Null if there is no page after. */
  readonly onNext: (() => void) | null;
  /** In place of the previous page, if it cannot be reached. */
  readonly onFirst?: (() => void) | null;
};

/** The way to the other pages of a list. */
export function Pager({ position, onPrevious, onNext, onFirst = null }: Props) {
  const nav = useRef<HTMLElement>(null);
  const turn = (go: () => void) => () => {
    go();
    showStart(nav.current?.parentElement);
  };
  return (
    <nav ref={nav} aria-label="Pages" className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <p className="text-muted" aria-live="polite">
        {position}
      </p>
      <div className="flex gap-2">
        {onFirst ? (
          <Button size="sm" onClick={turn(onFirst)}>
            <ChevronsLeft aria-hidden="true" className="size-4" />
            First page
          </Button>
        ) : (
          <Button size="sm" disabled={onPrevious === null} onClick={turn(() => onPrevious?.())}>
            <ChevronLeft aria-hidden="true" className="size-4" />
            Previous
          </Button>
        )}
        <Button size="sm" disabled={onNext === null} onClick={turn(() => onNext?.())}>
          Next
          <ChevronRight aria-hidden="true" className="size-4" />
        </Button>
      </div>
    </nav>
  );
}

/** Higher than the bar at the top of small screens. */
const bar = 80;

/** Scrolls up to where a list begins, since its pages are turned at the end. */
function showStart(list: Element | null | undefined): void {
  const top = list?.getBoundingClientRect().top ?? 0;
  if (top < 0) window.scrollBy({ top: top - bar });
}
