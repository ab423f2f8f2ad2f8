import { useQuery } from '@tanstack/react-query';
import { Plug } from 'lucide-react';
import { useState } from 'react';
import { type OwnedConnectedApp, ownedConnectedAppsQuery } from '../../api/account/connected-apps.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { MemberField } from '../../shared/members/member-field.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/feedback/empty-state.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { useAddressQuery } from '../../ui/hooks/use-address-query.ts';
import { useListPages } from '../../ui/hooks/use-list-pages.ts';
import { useReturnFocus } from '../../ui/hooks/use-return-focus.ts';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { CursorPagination } from '../../ui/table/cursor-pagination.tsx';
import { FilterBar } from '../../ui/table/filter-bar.tsx';
import { ApplicationSelect } from './application-select.tsx';
import { filterOf } from './connection-filter.ts';
import { ConnectionTable } from './connection-table.tsx';

const dialog = lazyFile(() => import('../../shared/clients/end-access-dialog.tsx'));

/** The connections of all members, with filters and the dialog to revoke one. */
export function ConnectionsView() {
  const { get, change } = useAddressQuery();
  // Not in the list, because the list may be empty after a connection is revoked.
  const [ending, setEnding] = useState<OwnedConnectedApp | null>(null);
  useReturnFocus(ending !== null);
  const filter = filterOf(get);
  const clear = () => change({ userId: null, applicationId: null });
  return (
    <>
      <FilterBar isFiltered={Object.keys(filter).length > 0} onClear={clear}>
        <MemberField
          label="Member"
          none="All members"
          isOptional
          className="sm:w-52"
          value={filter.userId ?? null}
          onChange={(userId) => change({ userId })}
        />
        <ApplicationSelect
          value={filter.applicationId ?? null}
          onChange={(applicationId) => change({ applicationId })}
        />
      </FilterBar>
      <Connections onClear={clear} onEnd={setEnding} />
      {ending && (
        <LazyPart file={dialog} onMissing={() => setEnding(null)}>
          {({ EndAccessDialog }) => (
            <EndAccessDialog owner="any-member" connection={ending} onClose={() => setEnding(null)} />
          )}
        </LazyPart>
      )}
    </>
  );
}

type ConnectionsProps = {
  readonly onClear: () => void;
  readonly onEnd: (connection: OwnedConnectedApp) => void;
};

function Connections({ onClear, onEnd }: ConnectionsProps) {
  const { get } = useAddressQuery();
  const pages = useListPages();
  const filter = filterOf(get);
  const connections = useQuery(ownedConnectedAppsQuery(filter, pages.position));
  if (connections.isPending) return <SkeletonRows />;
  if (!connections.data) {
    return (
      <LoadError
        what="the connections"
        error={connections.error}
        onRetry={() => void connections.refetch()}
      />
    );
  }
  const { data } = connections.data;
  if (data.length === 0) {
    return (
      <NoConnections
        isFiltered={Object.keys(filter).length > 0 || pages.position.page > 1}
        onClear={onClear}
      />
    );
  }
  return (
    <>
      <ConnectionTable caption="Connections of all members" apps={data} onEnd={onEnd} />
      <CursorPagination list={connections.data} pages={pages} />
    </>
  );
}

type NoConnectionsProps = { readonly isFiltered: boolean; readonly onClear: () => void };

function NoConnections({ isFiltered, onClear }: NoConnectionsProps) {
  const icon = <Plug aria-hidden="true" className="size-5" />;
  if (!isFiltered) {
    return (
      <EmptyState icon={icon} title="No connections">
        No member has connected an app. Members manage their own connections under Connected apps.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={icon}
      title="No connections found"
      action={<Button onClick={onClear}>Show all connections</Button>}
    >
      No connections match these filters.
    </EmptyState>
  );
}
