import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

type Change = Readonly<Record<string, string | null>>;

/**
 * The filters of a list, kept in the address: they outlive a reload and can be sent to somebody. A change goes back
 * to the first page and replaces the address, so that "back" leaves the list.
 */
export function useAddressQuery() {
  const [parameters, setParameters] = useSearchParams();
  const change = useCallback(
    (parts: Change) =>
      setParameters(
        (current) => {
          const next = new URLSearchParams(current);
          next.delete('page');
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
    /** One filter, where it is one of the known values. */
    get: (name: string, isKnown: (value: string) => boolean): string | null => {
      const value = parameters.get(name);
      return value !== null && isKnown(value) ? value : null;
    },
    /** The filters as a text, the page with them. */
    text: parameters.toString(),
    page: Number.isInteger(page) && page >= 1 && page <= 1_000_000 ? page : 1,
    change,
    toPage: (next: number) => change({ page: next === 1 ? null : String(next) }),
    clear: () => setParameters({}, { replace: true, preventScrollReset: true }),
  };
}
