import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { firstPage } from '../../api/list-position.ts';
import { type OwnedToken, organizationTokensQuery } from '../../api/organization/organization-tokens.ts';
import { LastUse } from '../../shared/last-use.tsx';
import { LoadError } from '../../shared/load-error.tsx';
import { ScopeChip } from '../../shared/scopes/scope-chip.tsx';
import { TokenHint } from '../../shared/token-hint.tsx';
import { ownedTokenPath } from '../../shared/tokens/paths.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { countText } from '../../ui/text/count-of.ts';
import { ExpiryTime } from '../../ui/text/expiry-time.tsx';
import { Name } from '../../ui/text/name.tsx';
import { Nothing, Section } from './section.tsx';

/** The newest tokens of a member that are shown. */
const shown = 5;

/** A member's newest access tokens. */
export function TokensSection({ userId }: { readonly userId: string }) {
  const tokens = useQuery(organizationTokensQuery({ userId }, firstPage));
  const list = `/settings/organization/tokens?${new URLSearchParams({ userId })}`;
  const { data } = tokens;
  const all = data && { to: list, label: `View all ${countText(data.total, data.totalIsExact)}` };
  return (
    <Section title="Access tokens" {...(all && data.total > 0 ? { all } : {})}>
      {tokens.isPending && <SkeletonRows rows={2} />}
      {!data && tokens.error && (
        <LoadError what="the tokens" error={tokens.error} onRetry={() => void tokens.refetch()} />
      )}
      {data?.total === 0 && <Nothing>No active access tokens.</Nothing>}
      {data && data.total > 0 && (
        <Table
          caption="Access tokens"
          columns={columns}
          rows={data.data.slice(0, shown)}
          keyOf={({ id }) => id}
        />
      )}
    </Section>
  );
}

const columns: readonly Column<OwnedToken>[] = [
  {
    header: 'Token',
    kind: 'title',
    cell: (token) => (
      <div className="grid min-w-36 gap-0.5">
        <Link
          to={ownedTokenPath(token.id)}
          className="w-fit rounded font-medium underline-offset-4 [overflow-wrap:anywhere] hover:underline"
        >
          <Name>{token.name}</Name>
        </Link>
        <TokenHint hint={token.hint} />
      </div>
    ),
  },
  { header: 'Permissions', cell: ({ scopes }) => <ScopeChip scopes={scopes} /> },
  { header: 'Expires', cell: ({ expiresAt }) => <ExpiryTime at={expiresAt} /> },
  { header: 'Last used', cell: ({ lastUsedAt }) => <LastUse at={lastUsedAt} /> },
];
