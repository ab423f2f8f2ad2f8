import { MemberSelect } from '../../shared/member-select.tsx';
import { SelectField } from '../../ui/form/select-field.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { FilterBar } from '../../ui/table/filter-bar.tsx';
import { type AddressFilter, kinds } from './audit-filter.ts';

type Props = {
  readonly filter: AddressFilter;
  readonly onChange: (parts: Readonly<Record<string, string | null>>) => void;
  readonly onClear: () => void;
};

/** Filters by actor, event type and dates. */
export function AuditFilters({ filter, onChange, onClear }: Props) {
  const { actorId, action, from, to } = filter;
  const isFiltered = [actorId, action, from, to].some((part) => part !== null);
  return (
    <FilterBar isFiltered={isFiltered} onClear={onClear}>
      <MemberSelect
        label="Performed by"
        all="Anyone"
        value={actorId}
        onChange={(userId) => onChange({ actorId: userId })}
      />
      <SelectField
        label="Event type"
        options={kinds}
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
    </FilterBar>
  );
}
