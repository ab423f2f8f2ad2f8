import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type OwnedConnectedApp, ownedConnectedAppsQuery } from '../../api/account/connected-apps.ts';
import { firstPage } from '../../api/list-position.ts';
import { ClientSummary } from '../../shared/clients/client-summary.tsx';
import { ConnectionScopes } from '../../shared/clients/connection-scopes.tsx';
import { LastUse } from '../../shared/last-use.tsx';
import { LoadError } from '../../shared/load-error.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { useReturnFocus } from '../../ui/hooks/use-return-focus.ts';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { RowActions } from '../../ui/table/row-actions.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { countText } from '../../ui/text/count-of.ts';
import { isolated } from '../../ui/text/isolated.ts';
import { Nothing, Section } from './section.tsx';

const dialog = lazyFile(() => import('../../shared/clients/end-access-dialog.tsx'));
/** The newest connections of a member that are shown. */
const shown = 5;

/** The apps that a member has connected. */
export function AppsSection({ userId }: { readonly userId: string }) {
  const [ending, setEnding] = useState<OwnedConnectedApp | null>(null);
  useReturnFocus(ending !== null);
  const connections = useQuery(ownedConnectedAppsQuery({ userId }, firstPage));
  const list = `/settings/organization/applications?${new URLSearchParams({ view: 'connections', userId })}`;
  const { data } = connections;
  const all = data && { to: list, label: `View all ${countText(data.total, data.totalIsExact)}` };
  return (
    <Section title="Connected apps" {...(all && data.total > 0 ? { all } : {})}>
      {connections.isPending && <SkeletonRows rows={2} />}
      {!data && connections.error && (
        <LoadError
          what="the connected apps"
          error={connections.error}
          onRetry={() => void connections.refetch()}
        />
      )}
      {data?.total === 0 && <Nothing>No connected apps.</Nothing>}
      {data && data.total > 0 && (
        <Table
          caption="Connected apps"
          columns={columnsOf(setEnding)}
          rows={data.data.slice(0, shown)}
          keyOf={({ id }) => id}
        />
      )}
      {ending && (
        <LazyPart file={dialog} onMissing={() => setEnding(null)}>
          {({ EndAccessDialog }) => (
            <EndAccessDialog owner="any-member" connection={ending} onClose={() => setEnding(null)} />
          )}
        </LazyPart>
      )}
    </Section>
  );
}

function columnsOf(onEnd: (connection: OwnedConnectedApp) => void): readonly Column<OwnedConnectedApp>[] {
  return [
    {
      header: 'App',
      kind: 'title',
      cell: ({ id, client: { name, verifiedHost, verified } }) => (
        <ClientSummary id={`name-${id}`} name={name} verifiedHost={verifiedHost} verified={verified} />
      ),
    },
    {
      header: 'Permissions',
      cell: ({ scopes, audience }) => <ConnectionScopes scopes={scopes} audience={audience} />,
    },
    { header: 'Last used', cell: ({ lastUsedAt }) => <LastUse at={lastUsedAt} /> },
    {
      header: 'Actions',
      kind: 'actions',
      cell: (connection) => (
        <RowActions
          of={isolated(connection.client.name)}
          describedBy={`name-${connection.id}`}
          actions={[{ label: 'Revoke access', tone: 'caution', onSelect: () => onEnd(connection) }]}
        />
      ),
    },
  ];
}
