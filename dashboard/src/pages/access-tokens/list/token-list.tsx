import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useMemo } from 'react';
import { type Token, tokensQuery } from '../../../api/account/tokens.ts';
import { LoadError } from '../../../shared/load-error.tsx';
import { StateTabs } from '../../../shared/tokens/state-tabs.tsx';
import {
  isTokenSort,
  isTokenState,
  type TokenState,
  tokenSorts,
  tokenStates,
} from '../../../shared/tokens/token-states.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/feedback/empty-state.tsx';
import { SkeletonRows } from '../../../ui/feedback/skeleton.tsx';
import { SearchField } from '../../../ui/form/search-field.tsx';
import { SelectField } from '../../../ui/form/select-field.tsx';
import { useAddressQuery } from '../../../ui/hooks/use-address-query.ts';
import { useNow } from '../../../ui/hooks/use-now.ts';
import { FilterBar } from '../../../ui/table/filter-bar.tsx';
import { Pagination } from '../../../ui/table/pagination.tsx';
import { countOf } from '../../../ui/text/count-of.ts';
import type { OpenDialog } from '../token-dialogs.tsx';
import { InactiveTokens } from './inactive-tokens.tsx';
import { matching, type OwnFilter } from './own-list.ts';
import { TokenTable } from './token-table.tsx';

const pageSize = 50;
/** A shorter list needs no search. */
const searchedFrom = 6;

type Props = {
  /** The plan or the policy does not allow tokens. */
  readonly arePaused: boolean;
  readonly onOpen: (open: OpenDialog) => void;
};

/** The member's tokens by state, with search, order and pages, which are in the address. */
export function TokenList({ arePaused, onOpen }: Props) {
  const { get } = useAddressQuery();
  const tokens = useQuery(tokensQuery);
  const state = stateOf(get('state', isTokenState));
  if (tokens.isPending) return <SkeletonRows />;
  if (!tokens.data) {
    return <LoadError what="your tokens" error={tokens.error} onRetry={() => void tokens.refetch()} />;
  }
  const states = tokenStates.filter((each) => each !== 'paused' || arePaused || state === 'paused');
  return (
    <>
      <StateTabs states={states} current={state} />
      {state === 'inactive' ? (
        <InactiveTokens />
      ) : (
        <ActiveTokens tokens={tokens.data} state={state} arePaused={arePaused} onOpen={onOpen} />
      )}
    </>
  );
}

type ActiveProps = Props & { readonly tokens: readonly Token[]; readonly state: OwnFilter['state'] };

function ActiveTokens({ tokens, state, arePaused, onOpen }: ActiveProps) {
  const { get, getText, page, change, toPage, clear } = useAddressQuery();
  const now = useNow();
  const search = getText('search');
  const sort = sortOf(get('sort', isTokenSort));
  const found = useMemo(
    () => matching(tokens, { state, search, sort }, { now, arePaused }),
    [tokens, state, search, sort, now, arePaused],
  );
  if (tokens.length === 0) return <NoTokens />;
  const isFiltered = search !== '' || sort !== tokenSorts[0].value;
  const last = Math.max(1, Math.ceil(found.length / pageSize));
  const shown = Math.min(page, last);
  return (
    <>
      {(tokens.length >= searchedFrom || isFiltered) && (
        <FilterBar isFiltered={isFiltered} onClear={() => change({ search: null, sort: null })}>
          <SearchField
            label="Search"
            placeholder="Name or last four"
            className="sm:w-72"
            value={search}
            onChange={(text) => change({ search: text })}
          />
          <SelectField
            label="Sort by"
            options={tokenSorts}
            className="sm:w-48"
            value={sort}
            onChange={({ target: { value } }) =>
              change({ sort: value === tokenSorts[0].value ? null : value })
            }
          />
          <p role="status" className="flex min-h-9 items-center text-muted">
            {countOf(found.length, 'token')}
          </p>
        </FilterBar>
      )}
      {found.length === 0 ? (
        <NoneFound search={search} state={state} onClear={clear} />
      ) : (
        <TokenTable
          tokens={found.slice((shown - 1) * pageSize, shown * pageSize)}
          arePaused={arePaused}
          onRotate={(token) => onOpen({ kind: 'rotate', token })}
          onRevoke={(token) => onOpen({ kind: 'revoke', token })}
        />
      )}
      <Pagination
        page={shown}
        pageSize={pageSize}
        total={found.length}
        totalIsExact={undefined}
        onPage={toPage}
      />
    </>
  );
}

function stateOf(text: string | null): TokenState {
  return text !== null && isTokenState(text) ? text : 'active';
}

function sortOf(text: string | null): OwnFilter['sort'] {
  return text !== null && isTokenSort(text) ? text : tokenSorts[0].value;
}

function NoTokens() {
  return (
    <EmptyState icon={<KeyRound aria-hidden="true" className="size-5" />} title="No tokens yet">
      Create a token to call the API from a script or a CI job. Use a separate token for each one, so that you
      can revoke it without affecting the others.
    </EmptyState>
  );
}

const noneIn: Readonly<Record<OwnFilter['state'], string>> = {
  active: 'No tokens match the search.',
  expiring: 'None of your tokens ends within 30 days.',
  unused: 'Each of your tokens was used or created within the last 90 days.',
  paused: 'None of your tokens is paused.',
};

type NoneFoundProps = {
  readonly search: string;
  readonly state: OwnFilter['state'];
  readonly onClear: () => void;
};

function NoneFound({ search, state, onClear }: NoneFoundProps) {
  return (
    <EmptyState
      icon={<KeyRound aria-hidden="true" className="size-5" />}
      title="No tokens found"
      action={<Button onClick={onClear}>Show all tokens</Button>}
    >
      {noneIn[search.trim() === '' ? state : 'active']}
    </EmptyState>
  );
}
