import { useInfiniteQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { inactiveTokensQuery } from '../../../api/account/inactive-tokens.ts';
import { LoadError } from '../../../shared/load-error.tsx';
import { InactiveTable } from '../../../shared/tokens/inactive-table.tsx';
import { tokenPath } from '../../../shared/tokens/paths.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/feedback/empty-state.tsx';
import { SkeletonRows } from '../../../ui/feedback/skeleton.tsx';

/** The member's tokens that ended in the last 90 days. */
export function InactiveTokens() {
  const tokens = useInfiniteQuery(inactiveTokensQuery);
  if (tokens.isPending) return <SkeletonRows />;
  if (!tokens.data) {
    return <LoadError what="your tokens" error={tokens.error} onRetry={() => void tokens.refetch()} />;
  }
  if (tokens.data.length === 0) {
    return (
      <EmptyState icon={<KeyRound aria-hidden="true" className="size-5" />} title="No inactive tokens">
        Tokens that expired, were revoked or were replaced are listed here for 90 days.
      </EmptyState>
    );
  }
  return (
    <div className="grid gap-3">
      <InactiveTable caption="Your inactive tokens" tokens={tokens.data} pathOf={tokenPath} />
      {tokens.hasNextPage && (
        <Button
          className="justify-self-center"
          pending={tokens.isFetchingNextPage}
          onClick={() => void tokens.fetchNextPage()}
        >
          Show older tokens
        </Button>
      )}
    </div>
  );
}
