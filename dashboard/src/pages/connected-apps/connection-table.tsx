import type { ConnectedApp } from '../../api/account/connected-apps.ts';
import { Address } from '../../shared/address.tsx';
import { ConnectionScopes } from '../../shared/clients/connection-scopes.tsx';
import { LastUse } from '../../shared/last-use.tsx';
import { RowActions } from '../../ui/table/row-actions.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { isolated } from '../../ui/text/isolated.ts';
import { Time } from '../../ui/text/time.tsx';

type Props = {
  readonly name: string;
  readonly connections: readonly ConnectedApp[];
  readonly onEnd: (connection: ConnectedApp) => void;
};

/** The connections of one application, with an action to revoke each. */
export function ConnectionTable({ name, connections, onEnd }: Props) {
  const columns: readonly Column<ConnectedApp>[] = [
    {
      header: 'Connected',
      kind: 'title',
      cell: ({ id, createdAt }) => (
        <span id={`since-${id}`} className="font-normal">
          <span className="md:sr-only">Connected </span>
          <Time at={createdAt} />
        </span>
      ),
    },
    { header: 'Last used', cell: ({ lastUsedAt }) => <LastUse at={lastUsedAt} /> },
    { header: 'IP address', cell: ({ address }) => <Address address={address} /> },
    {
      header: 'Permissions',
      cell: ({ scopes, audience }) => <ConnectionScopes scopes={scopes} audience={audience} />,
    },
    {
      header: 'Actions',
      kind: 'actions',
      cell: (connection) => (
        <RowActions
          of={isolated(name)}
          describedBy={`since-${connection.id}`}
          actions={[{ label: 'Revoke access', tone: 'caution', onSelect: () => onEnd(connection) }]}
        />
      ),
    },
  ];
  return (
    <Table
      caption={`Connections of ${isolated(name)}`}
      columns={columns}
      rows={connections}
      keyOf={({ id }) => id}
    />
  );
}
