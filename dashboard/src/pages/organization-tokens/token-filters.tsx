import type { OwnedTokenFilter } from '../../api/organization/organization-tokens.ts';
import { MemberField } from '../../shared/members/member-field.tsx';
import { tokenSorts } from '../../shared/tokens/token-states.ts';
import { SearchField } from '../../ui/form/search-field.tsx';
import { SelectField } from '../../ui/form/select-field.tsx';
import { FilterBar } from '../../ui/table/filter-bar.tsx';
import { defaultSort, expiryOptions, useOptions } from './token-filter.ts';

type Props = {
  readonly filter: OwnedTokenFilter;
  /** The searched text as it was typed. */
  readonly search: string;
  readonly onChange: (parts: Readonly<Record<string, string | null>>) => void;
  readonly onClear: () => void;
};

/** Searches, filters by owner, last use and expiry, and orders. */
export function TokenFilters({ filter, search, onChange, onClear }: Props) {
  const isInactive = filter.state === 'inactive';
  return (
    <FilterBar isFiltered={Object.keys(filter).some((name) => name !== 'state')} onClear={onClear}>
      <SearchField
        label="Search"
        placeholder="Name, last four or owner"
        className="sm:w-64"
        value={search}
        onChange={(text) => onChange({ search: text })}
      />
      <MemberField
        label="Owner"
        none="All members"
        isOptional
        className="sm:w-52"
        value={filter.userId ?? null}
        onChange={(userId) => onChange({ userId })}
      />
      {!isInactive && (
        <>
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
          <SelectField
            label="Sort by"
            options={tokenSorts}
            className="sm:w-48"
            value={filter.sort ?? defaultSort(filter)}
            onChange={({ target: { value } }) =>
              onChange({ sort: value === defaultSort(filter) ? null : value })
            }
          />
        </>
      )}
    </FilterBar>
  );
}
