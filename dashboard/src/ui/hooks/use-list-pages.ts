import { useLocation, useSearchParams } from 'react-router';
import { useAddressQuery } from './use-address-query.ts';

/** At a cursor, or without one, at its number. */
type Position = { readonly page: number; readonly cursor: string | null };

/**
 * The page of a list, in the address as its number and cursor: numbers reach the first 10,000 rows, cursors all of them. The
 * cursors of the pages before are in the history entry.
 */
export function useListPages() {
  const [parameters, setParameters] = useSearchParams();
  const { page } = useAddressQuery();
  const cursor = page === 1 ? null : parameters.get('cursor');
  const before = cursorsIn(useLocation().state);
  const go = (next: Position, cursorsBefore: readonly string[]) =>
    setParameters(
      () => {
        const address = new URLSearchParams(window.location.search);
        address.delete('page');
        address.delete('cursor');
        if (next.page > 1) address.set('page', String(next.page));
        if (next.cursor !== null) address.set('cursor', next.cursor);
        return address;
      },
      { replace: true, preventScrollReset: true, state: { cursorsBefore } },
    );
  return {
    position: { page, cursor },
    /** @param nextCursor that of the page, whose number the API says */
    toNext: (current: number, nextCursor: string) =>
      go({ page: current + 1, cursor: nextCursor }, [...before, cursor ?? '']),
    toFirst: () => go({ page: 1, cursor: null }, []),
    /** Whether the cursor of the page before is known. */
    knowsPrevious: before.length > 0,
    toPrevious: (current: number) => {
      const previous = current <= 2 ? null : before.at(-1) || null;
      go({ page: current - 1, cursor: previous }, before.slice(0, -1));
    },
  };
}

function cursorsIn(state: unknown): readonly string[] {
  if (typeof state !== 'object' || state === null || !('cursorsBefore' in state)) return [];
  const { cursorsBefore } = state;
  return Array.isArray(cursorsBefore) ? cursorsBefore.map(String) : [];
}
