import type { ConnectedApp } from '../../api/connected-apps.ts';
import { ClientSummary } from '../../ui/client-summary.tsx';
import { GrantScopes } from '../../ui/grant-scopes.tsx';
import { isolated } from '../../ui/isolated.ts';
import { LastUse } from '../../ui/last-use.tsx';
import { RowActions } from '../../ui/table/row-actions.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { Time } from '../../ui/time.tsx';

type Props<App extends ConnectedApp> = {
  readonly caption: string;
  readonly apps: readonly App[];
  /** Whose they are, where that is not plain. */
  readonly owner?: Column<App>;
  readonly onEnd: (app: App) => void;
};

/** Connected applications: what each may do, since when, and how to end it. */
export function ConnectedAppTable<App extends ConnectedApp>({ caption, apps, owner, onEnd }: Props<App>) {
  const columns: readonly Column<App>[] = [
    {
      header: 'Application',
      kind: 'title',
      cell: ({ id, client }) => (
        <ClientSummary id={`name-${id}`} name={client.name} verifiedHost={client.verifiedHost} />
      ),
    },
    ...(owner ? [owner] : []),
    {
      header: 'Permissions',
      cell: ({ scopes, audience }) => <GrantScopes scopes={scopes} audience={audience} />,
    },
    { header: 'Connected', cell: ({ createdAt }) => <Time at={createdAt} /> },
    { header: 'Last used', cell: ({ lastUsedAt }) => <LastUse at={lastUsedAt} /> },
    {
      header: 'Actions',
      kind: 'actions',
      cell: (app) => (
        <RowActions
          of={isolated(app.client.name)}
          describedBy={`name-${app.id}`}
          actions={[{ label: 'End access', tone: 'caution', onSelect: () => onEnd(app) }]}
        />
      ),
    },
  ];
  return <Table caption={caption} columns={columns} rows={apps} keyOf={({ id }) => id} />;
}
