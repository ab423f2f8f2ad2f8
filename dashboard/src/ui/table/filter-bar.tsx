import type { ReactNode } from 'react';
import { Button } from '../button.tsx';

type Props = {
  readonly isFiltered: boolean;
  readonly onClear: () => void;
  readonly children: ReactNode;
};

/** The filters above a list. */
export function FilterBar({ isFiltered, onClear, children }: Props) {
  return (
    <search
      aria-label="Filters"
      className="grid grid-cols-[repeat(auto-fit,minmax(min(11.5rem,100%),1fr))] items-end gap-3 sm:flex sm:flex-wrap"
    >
      {children}
      {isFiltered && (
        <Button variant="quiet" className="max-sm:justify-self-start" onClick={onClear}>
          Clear filters
        </Button>
      )}
    </search>
  );
}
