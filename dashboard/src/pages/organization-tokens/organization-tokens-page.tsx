import { useQuery } from '@tanstack/react-query';
import { KeySquare } from 'lucide-react';
import { useState } from 'react';
import { organizationTokensQuery } from '../../api/organization/organization-tokens.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { StateTabs } from '../../shared/tokens/state-tabs.tsx';
import { type TokenState, tokenStates } from '../../shared/tokens/token-states.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/feedback/empty-state.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { useAddressQuery } from '../../ui/hooks/use-address-query.ts';
import { useListPages } from '../../ui/hooks/use-list-pages.ts';
import { useReturnFocus } from '../../ui/hooks/use-return-focus.ts';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { CursorPagination } from '../../ui/table/cursor-pagination.tsx';
import { InactiveOwnedTokens } from './inactive-owned-tokens.tsx';
import { OwnedTokens } from './owned-tokens.tsx';
import { filterOf } from './token-filter.ts';
import { TokenFilters } from './token-filters.tsx';

const identify = lazyFile(() => import('./identify-dialog.tsx'));

/** All members' tokens by state, with actions to revoke them. */
export function OrganizationTokensPage() {
  const address = useAddressQuery();
  const filter = filterOf(address);
  const [isIdentifying, setIdentifying] = useState(false);
  useReturnFocus(isIdentifying);
  return (
    <>
      <PageHeader
        title="Tokens"
        description="All members' personal access tokens. A token acts as its owner."
        actions={
          <Button
            onPointerEnter={identify.preload}
            onFocus={identify.preload}
            onClick={() => setIdentifying(true)}
          >
            Which token is this?
          </Button>
        }
      />
      <StateTabs states={tokenStates} current={filter.state ?? 'active'} />
      <TokenFilters
        filter={filter}
        search={address.getText('search')}
        onChange={address.change}
        onClear={() => address.change(noFilters)}
      />
      <Tokens />
      {isIdentifying && (
        <LazyPart file={identify} onMissing={() => setIdentifying(false)}>
          {({ IdentifyDialog }) => <IdentifyDialog onClose={() => setIdentifying(false)} />}
        </LazyPart>
      )}
    </>
  );
}

/** Without the state, which is a view of its own. */
const noFilters = {
  search: null,
  userId: null,
  unusedForDays: null,
  expiringWithinDays: null,
  expiry: null,
  sort: null,
};

function Tokens() {
  const address = useAddressQuery();
  const { text, clear } = address;
  const pages = useListPages();
  const filter = filterOf(address);
  const tokens = useQuery(organizationTokensQuery(filter, pages.position));
  if (tokens.isPending) return <SkeletonRows />;
  if (!tokens.data) {
    return <LoadError what="the tokens" error={tokens.error} onRetry={() => void tokens.refetch()} />;
  }
  const { data, total, totalIsExact } = tokens.data;
  if (data.length === 0) {
    const { state, ...others } = filter;
    const isFiltered = Object.keys(others).length > 0 || pages.position.page > 1;
    return <NoTokens state={state ?? 'active'} isFiltered={isFiltered} onClear={clear} />;
  }
  return (
    <>
      {filter.state === 'inactive' ? (
        <InactiveOwnedTokens tokens={data} />
      ) : (
        // The key clears the selection when the filter or the page changes.
        <OwnedTokens key={text} tokens={data} filter={filter} total={total} totalIsExact={totalIsExact} />
      )}
      <CursorPagination list={tokens.data} pages={pages} />
    </>
  );
}

type NoTokensProps = {
  readonly state: TokenState;
  readonly isFiltered: boolean;
  readonly onClear: () => void;
};

const noneIn: Readonly<Record<TokenState, string>> = {
  active: 'No member has an active token. Members create their own under Access Tokens.',
  expiring: 'No token ends within 30 days.',
  unused: 'Every token was used or created within the last 90 days.',
  paused: 'No token is paused by the plan, the policy or the state of its owner.',
  inactive: 'Tokens that expired, were revoked or were replaced are listed here for 90 days.',
};

function NoTokens({ state, isFiltered, onClear }: NoTokensProps) {
  const icon = <KeySquare aria-hidden="true" className="size-5" />;
  if (!isFiltered) {
    return (
      <EmptyState icon={icon} title="No tokens">
        {noneIn[state]}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={icon}
      title="No tokens found"
      action={<Button onClick={onClear}>Show all tokens</Button>}
    >
      No tokens match these filters.
    </EmptyState>
  );
}
