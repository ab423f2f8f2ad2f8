import { useQuery } from '@tanstack/react-query';
import { useMe } from '../../api/account/me.ts';
import { tokensQuery } from '../../api/account/tokens.ts';
import { twoFactorQuery } from '../../api/account/two-factor.ts';
import { organizationQuery } from '../../api/organization/organization.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { useNow } from '../../ui/hooks/use-now.ts';
import { useAdminAttention } from './admin-attention.ts';
import { AttentionList } from './attention-list.tsx';
import { ownFactor, ownTokens, pausedTokens } from './own-attention.tsx';

/** What needs the member's attention, from everything that they can see. */
export function Attention() {
  const me = useMe();
  const now = useNow();
  const organization = useQuery(organizationQuery);
  const tokens = useQuery(tokensQuery);
  const factor = useQuery(twoFactorQuery);
  const admin = useAdminAttention(me.role === 'ADMIN');
  const own = [organization, tokens, factor];
  const failed = own.find(({ isError, data }) => isError && !data) ?? admin.failed;
  if (failed) {
    return (
      <LoadError
        what="what needs your attention"
        error={failed.error}
        onRetry={() => void failed.refetch()}
      />
    );
  }
  const items = [
    ...(organization.data ? pausedTokens(organization.data, me) : []),
    ...(tokens.data ? ownTokens(tokens.data, now) : []),
    ...(factor.data ? ownFactor(factor.data) : []),
    ...admin.items,
  ];
  const isComplete = !admin.isPending && own.every(({ isPending }) => !isPending);
  return <AttentionList items={items} isComplete={isComplete} />;
}
