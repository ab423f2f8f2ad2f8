import { useQuery } from '@tanstack/react-query';
import { KeySquare } from 'lucide-react';
import { organizationTokensQuery } from '../../api/organization/organization-tokens.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/feedback/empty-state.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { useAddressQuery } from '../../ui/hooks/use-address-query.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { Pagination } from '../../ui/table/pagination.tsx';
import { OwnedTokens } from './owned-tokens.tsx';
import { filterOf } from './token-filter.ts';
import { TokenFilters } from './token-filters.tsx';

/** All members' active tokens, with actions to revoke them. */
export function OrganizationTokensPage() {
  const address = useAddressQuery();
  const filter = filterOf(address.get);
  return (
    <>
      <PageHeader
        title="Tokens"
        description="All members' active personal access tokens. A token acts as its owner."
      />
      <TokenFilters filter={filter} onChange={address.change} onClear={address.clear} />
      <Tokens />
    </>
  );
}

function Tokens() {
  const { get, page, text, toPage, clear } = useAddressQuery();
  const filter = filterOf(get);
  const tokens = useQuery(organizationTokensQuery(filter, page));
  if (tokens.isPending) return <SkeletonRows />;
  if (!tokens.data) {
    return <LoadError what="the tokens" error={tokens.error} onRetry={() => void tokens.refetch()} />;
  }
  const { data, pageSize, total, totalIsExact } = tokens.data;
  if (data.length === 0) {
    return <NoTokens isFiltered={Object.keys(filter).length > 0 || page > 1} onClear={clear} />;
  }
  return (
    <>
      {/* The key clears the selection when the filter or the page changes. */}
      <OwnedTokens key={text} tokens={data} total={total} totalIsExact={totalIsExact} />
      <Pagination page={page} pageSize={pageSize} total={total} totalIsExact={totalIsExact} onPage={toPage} />
    </>
  );
}

type NoTokensProps = { readonly isFiltered: boolean; readonly onClear: () => void };

function NoTokens({ isFiltered, onClear }: NoTokensProps) {
  const icon = <KeySquare aria-hidden="true" className="size-5" />;
  if (!isFiltered) {
    return (
      <EmptyState icon={icon} title="No tokens">
        No member has an active token. Members create their own under Access Tokens.
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
