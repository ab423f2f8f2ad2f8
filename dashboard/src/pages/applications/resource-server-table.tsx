import type { ResourceServer } from '../../api/organization/resource-servers.ts';
import { Person } from '../../shared/person.tsx';
import { RowActions } from '../../ui/table/row-actions.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { isolated } from '../../ui/text/isolated.ts';
import { Name } from '../../ui/text/name.tsx';
import { Time } from '../../ui/text/time.tsx';

type Props = {
  readonly servers: readonly ResourceServer[];
  readonly onRemove: (server: ResourceServer) => void;
};

/** The organization's resource servers, with an action to remove each. */
export function ResourceServerTable({ servers, onRemove }: Props) {
  const columns: readonly Column<ResourceServer>[] = [
    {
      header: 'Name',
      kind: 'title',
      cell: ({ id, name }) => (
        <span id={`name-${id}`} className="font-medium md:block md:min-w-40">
          <Name>{name}</Name>
        </span>
      ),
    },
    {
      header: 'Client ID',
      cell: ({ id }) => <code className="break-all font-mono text-sm md:block md:min-w-32">{id}</code>,
    },
    {
      header: 'Secret',
      cell: ({ hint }) => <code className="whitespace-nowrap font-mono text-muted text-sm">spd_…{hint}</code>,
    },
    { header: 'Created by', cell: ({ createdBy: { name, email } }) => <Person name={name} email={email} /> },
    { header: 'Created', cell: ({ createdAt }) => <Time at={createdAt} /> },
    {
      header: 'Actions',
      kind: 'actions',
      cell: (server) => (
        <RowActions
          of={isolated(server.name)}
          describedBy={`name-${server.id}`}
          actions={[{ label: 'Remove', tone: 'caution', onSelect: () => onRemove(server) }]}
        />
      ),
    },
  ];
  return <Table caption="Resource servers" columns={columns} rows={servers} keyOf={({ id }) => id} />;
}
