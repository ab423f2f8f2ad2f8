import type { OwnedConnectedApp } from '../../api/account/connected-apps.ts';
import { AddressText } from '../../shared/address.tsx';
import { ClientSummary } from '../../shared/clients/client-summary.tsx';
import { ConnectionScopes } from '../../shared/clients/connection-scopes.tsx';
import { LastUse } from '../../shared/last-use.tsx';
import { Person } from '../../shared/person.tsx';
import { RowActions } from '../../ui/table/row-actions.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { isolated } from '../../ui/text/isolated.ts';
import { Time } from '../../ui/text/time.tsx';

type Props = {
  readonly caption: string;
  readonly apps: readonly OwnedConnectedApp[];
  readonly onEnd: (app: OwnedConnectedApp) => void;
};

/** Connections of all members, with an action to revoke each. */
export function ConnectionTable({ caption, apps, onEnd }: Props) {
  const columns: readonly Column<OwnedConnectedApp>[] = [
    {
      header: 'App',
      kind: 'title',
      cell: ({ id, client: { name, verifiedHost, verified } }) => (
        <ClientSummary id={`name-${id}`} name={name} verifiedHost={verifiedHost} verified={verified} />
      ),
    },
    { header: 'Member', cell: ({ owner }) => <Person name={owner.name} email={owner.email} /> },
    {
      header: 'Permissions',
      cell: ({ scopes, audience }) => <ConnectionScopes scopes={scopes} audience={audience} />,
    },
    { header: 'Connected', cell: ({ createdAt }) => <Time at={createdAt} /> },
    {
      header: 'Last used',
      cell: ({ lastUsedAt, address }) => (
        <span className="grid gap-0.5">
          <LastUse at={lastUsedAt} />
          {address !== null && (
            <span className="font-mono text-muted text-sm">
              <AddressText>{address}</AddressText>
            </span>
          )}
        </span>
      ),
    },
    {
      header: 'Actions',
      kind: 'actions',
      cell: (app) => (
        <RowActions
          of={isolated(app.client.name)}
          describedBy={`name-${app.id}`}
          actions={[{ label: 'Revoke access', tone: 'caution', onSelect: () => onEnd(app) }]}
        />
      ),
    },
  ];
  return <Table caption={caption} columns={columns} rows={apps} keyOf={({ id }) => id} />;
}
