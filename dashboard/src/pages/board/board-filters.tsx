import type { Board } from '../../api/tickets/boards.ts';
import { AssigneeField } from '../../shared/tickets/assignee-field.tsx';
import { priorities, sorts, statuses } from '../../shared/tickets/words.ts';
import { SearchField } from '../../ui/form/search-field.tsx';
import { SelectField } from '../../ui/form/select-field.tsx';
import { FilterBar } from '../../ui/table/filter-bar.tsx';
import { type BoardFilter, nobody } from './board-filter.ts';

type Props = {
  readonly board: Board;
  readonly filter: BoardFilter;
  /** Whether the role lets the member list who can be assigned. */
  readonly showsAssignees: boolean;
};

const unassigned = { id: nobody, name: 'Nobody' } as const;

/** The search, the filters and the order of a board's tickets. */
export function BoardFilters({ board, filter, showsAssignees }: Props) {
  const { view, search, status, priority, assigneeId, sort, isFiltered, change, clear } = filter;
  return (
    <FilterBar isFiltered={isFiltered} onClear={clear}>
      <SearchField
        label="Search"
        placeholder="Title, description or ID"
        maxLength={200}
        className="sm:w-60"
        value={search}
        onChange={(text) => change({ search: text })}
      />
      {view === 'list' && (
        <SelectField
          label="Status"
          className="sm:w-36"
          options={[{ value: '', label: 'All' }, ...statuses]}
          value={status ?? ''}
          onChange={({ target }) => change({ status: target.value })}
        />
      )}
      <SelectField
        label="Priority"
        className="sm:w-32"
        options={[{ value: '', label: 'All' }, ...priorities]}
        value={priority ?? ''}
        onChange={({ target }) => change({ priority: target.value })}
      />
      {showsAssignees && (
        <AssigneeField
          boardId={board.id}
          none="All"
          className="sm:w-44"
          nobody={unassigned}
          value={assigneeId === nobody ? unassigned : assigneeId === null ? null : { id: assigneeId }}
          onChange={(person) => change({ assignee: person?.id ?? null })}
        />
      )}
      <SelectField
        label="Order"
        className="sm:w-44"
        disabled={search !== ''}
        options={search === '' ? sorts : [{ value: sort, label: 'Best match' }]}
        value={sort}
        onChange={({ target }) => change({ sort: target.value === 'newest' ? null : target.value })}
      />
    </FilterBar>
  );
}
