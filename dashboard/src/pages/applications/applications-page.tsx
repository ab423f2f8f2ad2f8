import { useAddressQuery } from '../../ui/hooks/use-address-query.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { ApplicationsView } from './applications-view.tsx';
import { ConnectionsView } from './connections-view.tsx';
import { ResourceServersView } from './resource-servers-view.tsx';
import { isView, ViewLinks } from './view-links.tsx';

/** The organization's applications, its members' connections, and its resource servers. */
export function ApplicationsPage() {
  const requestedView = useAddressQuery().get('view', isView);
  const view = requestedView !== null && isView(requestedView) ? requestedView : 'applications';
  return (
    <>
      <PageHeader
        title="Apps"
        description="Apps that members connected over OAuth. Blocking an app ends its access immediately."
      />
      <ViewLinks current={view} />
      {view === 'applications' && <ApplicationsView />}
      {view === 'connections' && <ConnectionsView />}
      {view === 'resource-servers' && <ResourceServersView />}
    </>
  );
}
