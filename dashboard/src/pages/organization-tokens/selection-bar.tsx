import { useEffect, useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { countOf, countText } from '../../ui/text/count-of.ts';

type Props = {
  /** The number of tokens on this page, on all pages, and selected on this page. */
  readonly shown: number;
  readonly total: number;
  /** Absent, or false if there are more than `total`. */
  readonly totalIsExact: false | undefined;
  readonly selected: number;
  /** Whether all tokens that match are selected, on every page. */
  readonly isAll: boolean;
  /** Whether the tokens that match are being read. */
  readonly isPending: boolean;
  readonly onSelectAll: (isSelected: boolean) => void;
  readonly onSelectMatching: () => void;
  readonly onRevoke: () => void;
};

/** The number of tokens, the selection, and its action. */
export function SelectionBar(props: Props) {
  const { shown, total, totalIsExact, selected, isAll, isPending, onSelectAll, onSelectMatching, onRevoke } =
    props;
  const box = useRef<HTMLInputElement>(null);
  const isPart = selected > 0 && selected < shown;
  useEffect(() => {
    if (box.current) box.current.indeterminate = isPart;
  }, [isPart]);
  const hasMore = shown < total;
  const all = countText(total, totalIsExact);
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
        {hasMore ? 'Select all on this page' : 'Select all'}
      </label>
      <p role="status" className="text-muted">
        {isAll && `All ${all} tokens that match are selected`}
        {!isAll && (selected > 0 ? `${selected} selected` : countOf(total, 'token', 'tokens', totalIsExact))}
      </p>
      {hasMore && selected === shown && !isAll && (
        <Button size="sm" variant="quiet" onClick={onSelectMatching}>
          {`Select all ${all} that match`}
        </Button>
      )}
      {isAll && (
        <Button size="sm" variant="quiet" onClick={() => onSelectAll(false)}>
          Clear selection
        </Button>
      )}
      {selected > 0 && (
        <Button size="sm" variant="caution" className="ml-auto" pending={isPending} onClick={onRevoke}>
          Revoke selected
        </Button>
      )}
    </div>
  );
}
