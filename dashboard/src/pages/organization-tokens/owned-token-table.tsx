import type { OwnedToken } from '../../api/organization/organization-tokens.ts';
import { Person } from '../../shared/person.tsx';
import { ScopeChip } from '../../shared/scopes/scope-chip.tsx';
import { ownedTokenPath } from '../../shared/tokens/paths.ts';
import { nameIdOf, TokenName } from '../../shared/tokens/token-name.tsx';
import { Badge } from '../../ui/badge.tsx';
import { RowActions } from '../../ui/table/row-actions.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { ExpiryTime } from '../../ui/text/expiry-time.tsx';
import { isolated } from '../../ui/text/isolated.ts';
import { Time } from '../../ui/text/time.tsx';

type Props = {
  readonly tokens: readonly OwnedToken[];
  readonly isSelected: (token: OwnedToken) => boolean;
  readonly onSelect: (token: OwnedToken, isSelected: boolean) => void;
  readonly onRevoke: (token: OwnedToken) => void;
};

/** Tokens with their owners. Each can be selected or revoked. */
export function OwnedTokenTable({ tokens, isSelected, onSelect, onRevoke }: Props) {
  const columns: readonly Column<OwnedToken>[] = [
    {
      header: 'Token',
      kind: 'title',
      cell: (token) => (
        <div className="flex items-start gap-3">
          <input
            type="checkbox"
            aria-label={`Select ${isolated(token.name)} (${isolated(token.owner.name)})`}
            className="mt-1 size-4 shrink-0 accent-accent"
            checked={isSelected(token)}
            onChange={(event) => onSelect(token, event.target.checked)}
          />
          <TokenName
            token={token}
            to={ownedTokenPath(token.id)}
            badge={token.state === 'paused' && <Badge tone="warning">Paused</Badge>}
          />
        </div>
      ),
    },
    { header: 'Owner', cell: ({ owner }) => <Person name={owner.name} email={owner.email} /> },
    { header: 'Permissions', cell: ({ scopes }) => <ScopeChip scopes={scopes} /> },
    { header: 'Expires', cell: ({ expiresAt }) => <ExpiryTime at={expiresAt} /> },
    { header: 'Last used', cell: (token) => <LastUse token={token} /> },
    {
      header: 'Actions',
      kind: 'actions',
      cell: (token) => (
        <RowActions
          of={`${isolated(token.name)} (${isolated(token.owner.name)})`}
          describedBy={nameIdOf(token.id)}
          actions={[{ label: 'Revoke', tone: 'caution', onSelect: () => onRevoke(token) }]}
        />
      ),
    },
  ];
  return <Table caption="Tokens of all members" columns={columns} rows={tokens} keyOf={({ id }) => id} />;
}

/** When a token was last used; for an unused token, when it was created. */
function LastUse({ token: { lastUsedAt, createdAt } }: { readonly token: OwnedToken }) {
  if (lastUsedAt !== null) return <Time at={lastUsedAt} className="whitespace-nowrap" />;
  return (
    <span className="grid gap-0.5 whitespace-nowrap">
      <span className="text-muted">Never used</span>
      <span className="text-muted text-sm">
        created <Time at={createdAt} />
      </span>
    </span>
  );
}
