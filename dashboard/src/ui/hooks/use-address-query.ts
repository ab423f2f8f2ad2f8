import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

type Change = Readonly<Record<string, string | null>>;

/**
 * The filters of a list, stored in the address, so that they survive a reload and can be shared. A change
 * returns to the first page and replaces the history entry, so that Back leaves the list.
 */
export function useAddressQuery() {
  const [parameters, setParameters] = useSearchParams();
  const change = useCallback(
    (parts: Change) =>
      setParameters(
        () => {
          // Not as of the last render: a search that starts after a pause must not undo a link that was followed since.
          const next = new URLSearchParams(window.location.search);
          next.delete('page');
          next.delete('cursor');
          for (const [name, value] of Object.entries(parts)) {
            if (value === null || value === '') next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true, preventScrollReset: true },
      ),
    [setParameters],
  );
  const page = Number(parameters.get('page') ?? 1);
  return {
    /** Returns a filter if its value is known, otherwise null. */
    get: (name: string, isKnown: (value: string) => boolean): string | null => {
      const value = parameters.get(name);
      return value !== null && isKnown(value) ? value : null;
    },
    /** Returns a filter that is any text, such as a search; empty without one. */
    getText: (name: string): string => parameters.get(name) ?? '',
    /** The filters and the page as text. */
    text: parameters.toString(),
    page: Number.isInteger(page) && page >= 1 && page <= 1_000_000 ? page : 1,
    change,
    toPage: (next: number) => change({ page: next === 1 ? null : String(next) }),
    clear: () => setParameters({}, { replace: true, preventScrollReset: true }),
  };
}
