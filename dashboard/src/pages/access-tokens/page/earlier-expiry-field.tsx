import { SelectField } from '../../../ui/form/select-field.tsx';
import { TextField } from '../../../ui/form/text-field.tsx';
import { countOf } from '../../../ui/text/count-of.ts';
import { dayOf } from '../../../ui/text/relative-time.ts';
import { type EarlierExpiry, earlierDays, endOfEarlier } from './earlier-expiry.ts';

type Props = {
  /** When the token ends now; null for never. */
  readonly current: string | null;
  readonly value: EarlierExpiry;
  readonly error?: string | null | undefined;
  readonly onChange: (expiry: EarlierExpiry) => void;
};

/** Keeps a token's end, or selects an earlier one. */
export function EarlierExpiryField({ current, value, error, onChange }: Props) {
  const end = endOfEarlier(value, current, Date.now());
  const options = [
    { value: 'keep', label: current === null ? 'No expiry' : dayOf(Date.parse(current)) },
    ...earlierDays(current, Date.now()).map((days) => ({
      value: String(days),
      label: `${countOf(days, 'day')} from now`,
    })),
    { value: 'date', label: 'Earlier date…' },
  ];
  return (
    <div className="grid gap-3">
      <SelectField
        label="Expiry"
        options={options}
        value={value.kind === 'days' ? String(value.days) : value.kind}
        description={end ? `Expires on ${dayOf(end)}.` : undefined}
        error={value.kind === 'date' ? null : error}
        onChange={(event) => onChange(parse(event.target.value))}
      />
      {value.kind === 'date' && (
        <TextField
          label="Last day"
          type="date"
          value={value.date}
          error={error}
          onChange={(event) => onChange({ kind: 'date', date: event.target.value })}
        />
      )}
    </div>
  );
}

function parse(value: string): EarlierExpiry {
  if (value === 'keep') return { kind: 'keep' };
  return value === 'date' ? { kind: 'date', date: '' } : { kind: 'days', days: Number(value) };
}
