import { useQuery } from '@tanstack/react-query';
import { tokenUsageQuery } from '../../api/account/token-usage.ts';
import type { Token } from '../../api/account/tokens.ts';
import { ScopeBadges } from '../../shared/scope-badges.tsx';
import { TokenHint } from '../../shared/token-hint.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { RowActions } from '../../ui/table/row-actions.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { ExpiryTime } from '../../ui/text/expiry-time.tsx';
import { isolated } from '../../ui/text/isolated.ts';
import { Name } from '../../ui/text/name.tsx';
import { Time } from '../../ui/text/time.tsx';

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
    { header: 'Token', kind: 'title', cell: (token) => <TokenName token={token} isPaused={arePaused} /> },
    { header: 'Permissions', cell: ({ scopes }) => <ScopeBadges scopes={scopes} /> },
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
          describedBy={nameId(token)}
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

function TokenName({ token, isPaused }: { readonly token: Token; readonly isPaused: boolean }) {
  return (
    <div className="grid min-w-40 gap-0.5">
      <div className="flex flex-wrap items-center gap-2">
        <span id={nameId(token)} className="font-medium [overflow-wrap:anywhere]">
          <Name>{token.name}</Name>
        </span>
        {isPaused && <Badge tone="warning">Paused</Badge>}
      </div>
      <TokenHint hint={token.hint} />
    </div>
  );
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

function nameId({ id }: Token): string {
  return `name-${id}`;
}
