import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Button } from '../button.tsx';
import { countText } from '../text/count-of.ts';

type Props = {
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
  /** Absent, or false if there are more rows than `total`. */
  readonly totalIsExact: false | undefined;
  readonly onPage: (page: number) => void;
};

/** The API's page numbers reach this many rows. */
const reachableRows = 10_000;

/** The pagination of a list. Renders nothing if there is only one page. */
export function Pagination({ page, pageSize, total, totalIsExact, onPage }: Props) {
  const pages = Math.ceil(Math.min(total, reachableRows) / pageSize);
  if (pages <= 1) return null;
  const first = (page - 1) * pageSize + 1;
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-4">
      <p className="text-muted" aria-live="polite">
        {first}–{Math.min(total, page * pageSize)} of {countText(total, totalIsExact)}
      </p>
      <div className="flex gap-2">
        <Button size="sm" disabled={page <= 1} onClick={() => onPage(page - 1)}>
          <ChevronLeft aria-hidden="true" className="size-4" />
          Previous
        </Button>
        <Button size="sm" disabled={page >= pages} onClick={() => onPage(page + 1)}>
          Next
          <ChevronRight aria-hidden="true" className="size-4" />
        </Button>
      </div>
    </nav>
  );
}
