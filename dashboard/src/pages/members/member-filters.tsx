import type { MemberFilter } from '../../api/organization/members.ts';
import { SearchField } from '../../ui/form/search-field.tsx';
import { SelectField } from '../../ui/form/select-field.tsx';
import { FilterBar } from '../../ui/table/filter-bar.tsx';
import { factors, isFiltered, roleOptions, sorts, states } from './member-filter.ts';

type Props = {
  readonly filter: MemberFilter;
  readonly onChange: (parts: Readonly<Record<string, string | null>>) => void;
};

/** Searches, filters and sorts the members. */
export function MemberFilters({ filter, onChange }: Props) {
  const clear = () => onChange({ search: null, role: null, state: null, secondFactor: null });
  return (
    <FilterBar isFiltered={isFiltered(filter)} onClear={clear}>
      <SearchField
        label="Search"
        placeholder="Name or email"
        className="sm:w-60"
        maxLength={200}
        value={filter.search ?? ''}
        onChange={(search) => onChange({ search })}
      />
      <SelectField
        label="Role"
        options={[{ value: '', label: 'All roles' }, ...roleOptions]}
        className="sm:w-36"
        value={filter.role ?? ''}
        onChange={(event) => onChange({ role: event.target.value })}
      />
      <SelectField
        label="Status"
        options={[{ value: '', label: 'All' }, ...states]}
        className="sm:w-34"
        value={filter.state ?? ''}
        onChange={(event) => onChange({ state: event.target.value })}
      />
      <SelectField
        label="Two-factor"
        options={[{ value: '', label: 'All' }, ...factors]}
        className="sm:w-30"
        value={filter.secondFactor ?? ''}
        onChange={(event) => onChange({ secondFactor: event.target.value })}
      />
      <SelectField
        label="Sort by"
        options={sorts}
        className="sm:w-44"
        value={filter.sort ?? 'name'}
        onChange={(event) => onChange({ sort: event.target.value === 'name' ? null : event.target.value })}
      />
    </FilterBar>
  );
}
