import type { useListPages } from '../hooks/use-list-pages.ts';
import { countText } from '../text/count-of.ts';
import { Pager } from './pager.tsx';
import { reachableRows } from './pagination.tsx';

type Props = {
  /** The page, as the API responds. */
  readonly list: {
    readonly data: readonly unknown[];
    readonly page: number;
    readonly pageSize: number;
    readonly total: number;
    /** Absent, or false if there are more rows than `total`. */
    readonly totalIsExact?: false;
    readonly nextCursor?: string;
  };
  readonly pages: ReturnType<typeof useListPages>;
};

/** The pagination of a list by cursors, which reach all its rows. Renders nothing if there is only one page. */
export function CursorPagination({ list, pages }: Props) {
  const { data, page, pageSize, total, totalIsExact, nextCursor } = list;
  if (page === 1 && nextCursor === undefined) return null;
  const before = (page - 1) * pageSize;
  // After a reload far down, the API cannot find the page before by its number.
  const isLost = before - pageSize >= reachableRows && !pages.knowsPrevious;
  return (
    <Pager
      position={`${countText(before + 1)}–${countText(before + data.length)} of ${countText(total, totalIsExact)}`}
      onPrevious={page <= 1 ? null : () => pages.toPrevious(page)}
      onFirst={isLost ? pages.toFirst : null}
      onNext={nextCursor === undefined ? null : () => pages.toNext(page, nextCursor)}
    />
  );
}
