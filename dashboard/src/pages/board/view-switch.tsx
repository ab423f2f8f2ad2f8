import { List, SquareKanban } from 'lucide-react';
import { classNames } from '../../ui/class-names.ts';

const views = [
  { value: 'board', label: 'Board', Icon: SquareKanban },
  { value: 'list', label: 'List', Icon: List },
] as const;
type View = (typeof views)[number]['value'];

/** Chooses between the columns and the list. The columns are the view of an address that names none. */
export function ViewSwitch({
  view,
  onChange,
}: {
  readonly view: View;
  readonly onChange: (view: string | null) => void;
}) {
  return (
    <fieldset className="flex w-fit gap-0.5 rounded-md bg-line/60 p-0.5">
      <legend className="sr-only">View</legend>
      {views.map(({ value, label, Icon }) => (
        <button
          key={value}
          type="button"
          aria-pressed={view === value}
          className={classNames(
            'motion flex h-8 items-center gap-2 rounded px-3 font-medium pointer-coarse:h-10',
            view === value
              ? 'bg-raised text-ink shadow-sm ring-1 ring-line-strong/40'
              : 'text-muted hover:text-ink',
          )}
          onClick={() => onChange(value === 'board' ? null : value)}
        >
          <Icon aria-hidden="true" className="size-4" />
          {label}
        </button>
      ))}
    </fieldset>
  );
}
