import { useQuery } from '@tanstack/react-query';
import { tokenUsageQuery } from '../../../api/account/token-usage.ts';
import type { Token } from '../../../api/account/tokens.ts';
import { ScopeChip } from '../../../shared/scopes/scope-chip.tsx';
import { tokenPath } from '../../../shared/tokens/paths.ts';
import { nameIdOf, TokenName } from '../../../shared/tokens/token-name.tsx';
import { Badge } from '../../../ui/badge.tsx';
import { Sparkline } from '../../../ui/charts/sparkline.tsx';
import { RowActions } from '../../../ui/table/row-actions.tsx';
import { type Column, Table } from '../../../ui/table/table.tsx';
import { ExpiryTime } from '../../../ui/text/expiry-time.tsx';
import { isolated } from '../../../ui/text/isolated.ts';
import { Time } from '../../../ui/text/time.tsx';

type Props = {
  readonly tokens: readonly Token[];
  /** The plan or the policy does not allow tokens. */
  readonly arePaused: boolean;
  readonly onRotate: (token: Token) => void;
  readonly onRevoke: (token: Token) => void;
};

/** The member's tokens with permissions, expiry, usage and actions. */
export function TokenTable({ tokens, arePaused, onRotate, onRevoke }: Props) {
  const usage = useQuery(tokenUsageQuery).data;
  const countsOf = (token: Token) =>
    usage?.tokens.find(({ id }) => id === token.id)?.counts ?? usage?.days.map(() => 0);
  const columns: readonly Column<Token>[] = [
    {
      header: 'Token',
      kind: 'title',
      cell: (token) => (
        <TokenName
          token={token}
          to={tokenPath(token.id)}
          badge={arePaused && <Badge tone="warning">Paused</Badge>}
        />
      ),
    },
    { header: 'Permissions', cell: ({ scopes }) => <ScopeChip scopes={scopes} /> },
    { header: 'Created', cell: ({ createdAt }) => <Time at={createdAt} /> },
    { header: 'Expires', cell: ({ expiresAt }) => <ExpiryTime at={expiresAt} /> },
    {
      header: 'Last used',
      cell: (token) => <Use at={token.lastUsedAt} counts={countsOf(token)} />,
    },
    {
      header: 'Actions',
      kind: 'actions',
      cell: (token) => (
        <RowActions
          of={isolated(token.name)}
          describedBy={nameIdOf(token.id)}
          actions={[
            ...(arePaused ? [] : [{ label: 'Rotate', onSelect: () => onRotate(token) }]),
            { label: 'Revoke', tone: 'caution', onSelect: () => onRevoke(token) },
          ]}
        />
      ),
    },
  ];
  return <Table caption="Your access tokens" columns={columns} rows={tokens} keyOf={(token) => token.id} />;
}

type UseProps = { readonly at: string | null; readonly counts: readonly number[] | undefined };

function Use({ at, counts }: UseProps) {
  if (at === null) return <span className="whitespace-nowrap text-muted">Never used</span>;
  return (
    <div className="grid w-fit gap-1 max-md:ml-auto max-md:justify-items-end">
      <Time at={at} />
      {counts && <Sparkline counts={counts} unit="request" />}
    </div>
  );
}
