import type { Policy } from '../../../api/organization/organization.ts';
import { SelectField } from '../../../ui/form/select-field.tsx';
import { TextField } from '../../../ui/form/text-field.tsx';
import { countOf } from '../../../ui/text/count-of.ts';
import { dayOf } from '../../../ui/text/relative-time.ts';
import { allowsNoExpiry, dateBounds, type Expiry, endOf, limitText, offeredDays } from './expiry.ts';

type Props = {
  readonly policy: Policy;
  readonly value: Expiry;
  readonly error?: string | null | undefined;
  readonly onChange: (expiry: Expiry) => void;
};

/** Selects when a token expires. Offers only what the organization's policy allows. */
export function ExpiryField({ policy, value, error, onChange }: Props) {
  const end = endOf(value, policy, Date.now());
  const outcome = end === null ? 'Works until you revoke it.' : end && `Expires on ${dayOf(end)}.`;
  const options = [
    ...withChosen(offeredDays(policy), value).map((days) => ({ value: String(days), label: lengthOf(days) })),
    { value: 'date', label: 'Custom date…' },
    ...(allowsNoExpiry(policy) ? [{ value: 'never', label: 'No expiry' }] : []),
  ];
  return (
    <div className="grid gap-3">
      <SelectField
        label="Expiry"
        options={options}
        value={value.kind === 'days' ? String(value.days) : value.kind}
        description={[outcome, limitText(policy)].filter(Boolean).join(' ')}
        error={value.kind === 'date' ? null : error}
        onChange={(event) => onChange(parse(event.target.value))}
      />
      {value.kind === 'date' && (
        <TextField
          label="Last day"
          type="date"
          {...dateBounds(policy, Date.now())}
          value={value.date}
          error={error}
          onChange={(event) => onChange({ kind: 'date', date: event.target.value })}
        />
      )}
    </div>
  );
}

/** Adds the chosen number of days, which may come from a link. */
function withChosen(offered: readonly number[], value: Expiry): readonly number[] {
  if (value.kind !== 'days' || offered.includes(value.days)) return offered;
  return [...offered, value.days].toSorted((a, b) => a - b);
}

function lengthOf(days: number): string {
  return days < 1 || !Number.isInteger(days) ? countOf(Math.round(days * 24), 'hour') : countOf(days, 'day');
}

function parse(value: string): Expiry {
  if (value === 'never') return { kind: 'never' };
  return value === 'date' ? { kind: 'date', date: '' } : { kind: 'days', days: Number(value) };
}
