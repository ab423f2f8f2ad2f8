import { type FormEvent, useEffect, useState } from 'react';
import { Link } from 'react-router';
import { actionLabel } from '../../shared/audit/event-labels.ts';
import { auditLogPath } from '../../shared/audit/event-path.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { SelectField } from '../../ui/form/select-field.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { FilterBar } from '../../ui/table/filter-bar.tsx';
import { ActorSelect } from './actor-select.tsx';
import { type AddressFilter, isFiltered, kinds } from './audit-filter.ts';

type Props = {
  readonly filter: AddressFilter;
  readonly onChange: (parts: Readonly<Record<string, string | null>>) => void;
  readonly onClear: () => void;
};

/** Filters that are often needed, as links that can be kept. */
const views = [
  { label: 'Failed sign-ins', filter: { action: kinds[5].value } },
  { label: 'Operator', filter: { actorKind: 'operator' } },
  { label: 'Policy', filter: { action: 'organization.changed' } },
  { label: 'New tokens', filter: { action: 'token.created' } },
  { label: 'Members', filter: { action: 'member.' } },
] as const;

/** The filters of the log, all of which are in the address: of actor, event, dates, IDs and a text. */
export function AuditFilters({ filter, onChange, onClear }: Props) {
  const { actorId, actorKind, action, from, to } = filter;
  const [isOpen, setMore] = useState(false);
  const isMore =
    isOpen || [filter.address, filter.credentialId, filter.targetId].some((part) => part !== null);
  return (
    <div className="grid gap-3">
      <Views filter={filter} />
      <FilterBar isFiltered={isFiltered(filter)} onClear={onClear}>
        <TextFilter
          label="Search"
          name="search"
          placeholder="Name, ID, detail…"
          value={filter.search}
          onChange={onChange}
        />
        <ActorSelect actorId={actorId} actorKind={actorKind} onChange={onChange} />
        <SelectField
          label="Event type"
          options={
            action === null || kinds.some(({ value }) => value === action)
              ? kinds
              : [...kinds, { value: action, label: labelOf(action) }]
          }
          className="sm:w-52"
          value={action ?? ''}
          onChange={(event) => onChange({ action: event.target.value })}
        />
        <TextField
          label="From"
          type="date"
          max={to ?? undefined}
          value={from ?? ''}
          onChange={(event) => onChange({ from: event.target.value })}
        />
        <TextField
          label="To"
          type="date"
          min={from ?? undefined}
          value={to ?? ''}
          onChange={(event) => onChange({ to: event.target.value })}
        />
        {isMore ? (
          <MoreFilters filter={filter} onChange={onChange} />
        ) : (
          <Button variant="quiet" className="max-sm:justify-self-start" onClick={() => setMore(true)}>
            More filters
          </Button>
        )}
      </FilterBar>
    </div>
  );
}

function MoreFilters({ filter, onChange }: Omit<Props, 'onClear'>) {
  return (
    <>
      <TextFilter
        label="IP address"
        name="address"
        placeholder="203.0.113.7"
        value={filter.address}
        onChange={onChange}
      />
      <TextFilter
        label="Credential"
        name="credentialId"
        placeholder="tok_…"
        value={filter.credentialId}
        onChange={onChange}
      />
      <TextFilter
        label="Target"
        name="targetId"
        placeholder="usr_…"
        value={filter.targetId}
        onChange={onChange}
      />
    </>
  );
}

function Views({ filter }: Pick<Props, 'filter'>) {
  const active = (wanted: Readonly<Record<string, string>>) =>
    Object.entries(wanted).every(([name, value]) => filter[name as keyof AddressFilter] === value);
  return (
    <nav aria-label="Views" className="flex flex-wrap gap-2">
      {views.map((view) => (
        <Link
          key={view.label}
          to={{ pathname: auditLogPath, search: String(new URLSearchParams(view.filter)) }}
          replace
          aria-current={active(view.filter) ? 'true' : undefined}
          className={classNames(
            'motion inline-flex h-7 items-center rounded-full border px-3 text-sm pointer-coarse:h-9',
            active(view.filter)
              ? 'border-accent bg-accent-soft text-accent'
              : 'border-line text-muted hover:border-line-strong hover:text-ink',
          )}
        >
          {view.label}
        </Link>
      ))}
    </nav>
  );
}

type TextFilterProps = {
  readonly label: string;
  readonly name: string;
  readonly placeholder: string;
  readonly value: string | null;
  readonly onChange: Props['onChange'];
};

/** A text that filters when it is entered or left, not on every letter. */
function TextFilter({ label, name, placeholder, value, onChange }: TextFilterProps) {
  const [text, setText] = useState(value ?? '');
  // The address changes it too, as with "Clear filters".
  useEffect(() => setText(value ?? ''), [value]);
  const apply = () => {
    const wanted = text.trim();
    if (wanted !== (value ?? '')) onChange({ [name]: wanted === '' ? null : wanted });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    apply();
  };
  return (
    <form onSubmit={submit} className="min-w-0">
      <TextField
        label={label}
        type="search"
        maxLength={100}
        placeholder={placeholder}
        className="sm:w-44"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={apply}
      />
    </form>
  );
}

/** The label of event types that are not in the list, such as those of a link. */
function labelOf(actions: string): string {
  return actions
    .split(',')
    .map((action) => actionLabel({ action }))
    .join(', ');
}
