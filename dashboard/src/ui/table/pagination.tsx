import { countText } from '../text/count-of.ts';
import { Pager } from './pager.tsx';

type Props = {
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
  /** Absent, or false if there are more rows than `total`. */
  readonly totalIsExact: false | undefined;
  readonly onPage: (page: number) => void;
};

/** The API's page numbers reach this many rows. */
export const reachableRows = 10_000;

/** The pagination of a list by numbers. Renders nothing if there is only one page. */
export function Pagination({ page, pageSize, total, totalIsExact, onPage }: Props) {
  const pages = Math.ceil(Math.min(total, reachableRows) / pageSize);
  if (pages <= 1) return null;
  const first = (page - 1) * pageSize + 1;
  return (
    <Pager
      position={`${countText(first)}–${countText(Math.min(total, page * pageSize))} of ${countText(total, totalIsExact)}`}
      onPrevious={page <= 1 ? null : () => onPage(page - 1)}
      onNext={page >= pages ? null : () => onPage(page + 1)}
    />
  );
}
