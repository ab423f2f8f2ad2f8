import type { OwnedToken } from '../../api/organization-tokens.ts';
import { Button } from '../../ui/button.tsx';
import { ExpiryTime } from '../../ui/expiry-time.tsx';
import { ScopeBadges } from '../../ui/scope-badges.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { TokenHint } from '../../ui/token-hint.tsx';

type Props = {
  readonly tokens: readonly OwnedToken[];
  readonly isSelected: (token: OwnedToken) => boolean;
  readonly onSelect: (token: OwnedToken, isSelected: boolean) => void;
  readonly onRevoke: (token: OwnedToken) => void;
};

/** Tokens with their owners; each can be selected, and revoked by itself. */
export function OwnedTokenTable({ tokens, isSelected, onSelect, onRevoke }: Props) {
  const columns: readonly Column<OwnedToken>[] = [
    {
      header: 'Token',
      kind: 'title',
      cell: (token) => (
        <div className="flex items-start gap-3">
          <input
            type="checkbox"
            aria-label={`Select ${token.name} of ${token.owner.name}`}
            className="mt-0.5 size-4 shrink-0 accent-accent"
            checked={isSelected(token)}
            onChange={(event) => onSelect(token, event.target.checked)}
          />
          <div className="grid min-w-0 gap-0.5">
            <span id={`name-${token.id}`} className="font-medium [overflow-wrap:anywhere]">
              {token.name}
            </span>
            <TokenHint hint={token.hint} />
          </div>
        </div>
      ),
    },
    { header: 'Owner', cell: ({ owner }) => <Owner owner={owner} /> },
    { header: 'Permissions', cell: ({ scopes }) => <ScopeBadges scopes={scopes} /> },
    { header: 'Created', cell: ({ createdAt }) => <Time at={createdAt} className="whitespace-nowrap" /> },
    { header: 'Expires', cell: ({ expiresAt }) => <ExpiryTime at={expiresAt} /> },
    { header: 'Last used', cell: ({ lastUsedAt }) => <LastUse at={lastUsedAt} /> },
    {
      header: 'Actions',
      kind: 'actions',
      cell: (token) => (
        <Button
          size="sm"
          variant="caution"
          aria-describedby={`name-${token.id}`}
          onClick={() => onRevoke(token)}
        >
          Revoke
        </Button>
      ),
    },
  ];
  return <Table caption="Tokens of every member" columns={columns} rows={tokens} keyOf={({ id }) => id} />;
}

function Owner({ owner }: Pick<OwnedToken, 'owner'>) {
  return (
    <div className="grid gap-0.5">
      <span className="[overflow-wrap:anywhere]">{owner.name}</span>
      <span className="text-muted text-sm [overflow-wrap:anywhere]">{owner.email}</span>
    </div>
  );
}

function LastUse({ at }: { readonly at: string | null }) {
  if (at === null) return <span className="whitespace-nowrap text-muted">Never used</span>;
  return <Time at={at} className="whitespace-nowrap" />;
}
