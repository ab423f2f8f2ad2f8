import type { OwnedTokenFilter } from '../../api/organization/organization-tokens.ts';
import { MemberSelect } from '../../shared/member-select.tsx';
import { SelectField } from '../../ui/form/select-field.tsx';
import { FilterBar } from '../../ui/table/filter-bar.tsx';
import { expiryOptions, useOptions } from './token-filter.ts';

type Props = {
  readonly filter: OwnedTokenFilter;
  readonly onChange: (parts: Readonly<Record<string, string | null>>) => void;
  readonly onClear: () => void;
};

/** Filters by owner, last use and expiry. */
export function TokenFilters({ filter, onChange, onClear }: Props) {
  return (
    <FilterBar isFiltered={Object.keys(filter).length > 0} onClear={onClear}>
      <MemberSelect
        label="Owner"
        all="All members"
        value={filter.userId ?? null}
        onChange={(userId) => onChange({ userId })}
      />
      <SelectField
        label="Last used"
        options={useOptions}
        className="sm:w-48"
        value={String(filter.unusedForDays ?? '')}
        onChange={(event) => onChange({ unusedForDays: event.target.value })}
      />
      <SelectField
        label="Expiry"
        options={expiryOptions}
        className="sm:w-44"
        value={String(filter.expiry ?? filter.expiringWithinDays ?? '')}
        onChange={({ target: { value } }) =>
          onChange(
            value === 'none'
              ? { expiry: 'none', expiringWithinDays: null }
              : { expiry: null, expiringWithinDays: value },
          )
        }
      />
    </FilterBar>
  );
}
