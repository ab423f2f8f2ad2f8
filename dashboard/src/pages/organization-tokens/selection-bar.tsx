import { useEffect, useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { countOf } from '../../ui/text/count-of.ts';

type Props = {
  /** The number of tokens on this page, on all pages, and selected on this page. */
  readonly shown: number;
  readonly total: number;
  /** Absent, or false if there are more than `total`. */
  readonly totalIsExact: false | undefined;
  readonly selected: number;
  readonly onSelectAll: (isSelected: boolean) => void;
  readonly onRevoke: () => void;
};

/** The number of tokens, the selection, and its action. */
export function SelectionBar({ shown, total, totalIsExact, selected, onSelectAll, onRevoke }: Props) {
  const box = useRef<HTMLInputElement>(null);
  const isPart = selected > 0 && selected < shown;
  useEffect(() => {
    if (box.current) box.current.indeterminate = isPart;
  }, [isPart]);
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-4 gap-y-2 px-4">
      <label className="flex items-center gap-3">
        <input
          ref={box}
          type="checkbox"
          className="size-4 accent-accent"
          checked={selected === shown}
          onChange={(event) => onSelectAll(event.target.checked)}
        />
        {shown < total ? 'Select all on this page' : 'Select all'}
      </label>
      <p role="status" className="text-muted">
        {selected > 0 ? `${selected} selected` : countOf(total, 'token', 'tokens', totalIsExact)}
      </p>
      {selected > 0 && (
        <Button size="sm" variant="caution" className="ml-auto" onClick={onRevoke}>
          Revoke selected
        </Button>
      )}
    </div>
  );
}
