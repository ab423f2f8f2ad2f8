import { useAddressQuery } from '../../ui/hooks/use-address-query.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { ApplicationsView } from './applications-view.tsx';
import { ConnectionsView } from './connections-view.tsx';
import { ResourceServersView } from './resource-servers-view.tsx';
import { isView, ViewLinks } from './view-links.tsx';

/** What members have connected, application by application and each connection by itself; who checks tokens. */
export function ApplicationsPage() {
  const asked = useAddressQuery().get('view', isView);
  const view = asked !== null && isView(asked) ? asked : 'applications';
  return (
    <>
      <PageHeader
        title="Applications"
        description="What members have allowed to act for them, over OAuth. Blocking an application ends its access at once."
      />
      <ViewLinks current={view} />
      {view === 'applications' && <ApplicationsView />}
      {view === 'connections' && <ConnectionsView />}
      {view === 'resource-servers' && <ResourceServersView />}
    </>
  );
}
