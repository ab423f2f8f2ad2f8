import type { OwnedConnectedApp } from '../../api/connected-apps.ts';
import { Button } from '../../ui/button.tsx';
import { ClientSummary } from '../../ui/client-summary.tsx';
import { GrantScopes } from '../../ui/grant-scopes.tsx';
import { LastUse } from '../../ui/last-use.tsx';
import { Person } from '../../ui/person.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';

type Props = {
  readonly connections: readonly OwnedConnectedApp[];
  readonly onEnd: (connection: OwnedConnectedApp) => void;
};

/** Connections with the members they act for; each can be ended. */
export function ConnectionTable({ connections, onEnd }: Props) {
  const columns: readonly Column<OwnedConnectedApp>[] = [
    {
      header: 'Application',
      kind: 'title',
      cell: ({ id, client }) => (
        <ClientSummary id={`name-${id}`} name={client.name} verifiedHost={client.verifiedHost} />
      ),
    },
    { header: 'Member', cell: ({ owner }) => <Person name={owner.name} email={owner.email} /> },
    {
      header: 'Permissions',
      cell: ({ scopes, audience }) => <GrantScopes scopes={scopes} audience={audience} />,
    },
    { header: 'Connected', cell: ({ createdAt }) => <Time at={createdAt} /> },
    { header: 'Last used', cell: ({ lastUsedAt }) => <LastUse at={lastUsedAt} /> },
    {
      header: 'Actions',
      kind: 'actions',
      cell: (connection) => (
        <Button
          size="sm"
          variant="caution"
          aria-describedby={`name-${connection.id}`}
          onClick={() => onEnd(connection)}
        >
          End access
        </Button>
      ),
    },
  ];
  return (
    <Table
      caption="Connections of every member"
      columns={columns}
      rows={connections}
      keyOf={({ id }) => id}
    />
  );
}
