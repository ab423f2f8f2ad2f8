import { classNames } from '../../ui/class-names.ts';
import type { TimeZone } from './time-zone.ts';

type Props = { readonly zone: TimeZone; readonly onChange: (zone: TimeZone) => void };

const zones = [
  { value: 'local', label: 'Local time' },
  { value: 'utc', label: 'UTC' },
] as const;

/** Shows all times of the log in the reader's time zone or in UTC. */
export function TimeZoneSwitch({ zone, onChange }: Props) {
  return (
    <fieldset className="flex gap-0.5 rounded-md border border-line bg-surface p-0.5">
      <legend className="sr-only">Times</legend>
      {zones.map(({ value, label }) => (
        <label
          key={value}
          className={classNames(
            'cursor-pointer rounded px-2.5 py-0.5 text-sm has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:py-2',
            zone === value ? 'bg-line/70 font-medium text-ink' : 'text-muted hover:text-ink',
          )}
        >
          <input
            type="radio"
            name="time-zone"
            value={value}
            checked={zone === value}
            onChange={() => onChange(value)}
            className="sr-only"
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
