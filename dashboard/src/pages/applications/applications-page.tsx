import { PageHeader } from '../../ui/page-header.tsx';
import { useAddressQuery } from '../../ui/use-address-query.ts';
import { ApplicationsView } from './applications-view.tsx';
import { ConnectionsView } from './connections-view.tsx';
import { ViewLinks } from './view-links.tsx';

/** What members have connected: application by application, and each connection by itself. */
export function ApplicationsPage() {
  const view = useAddressQuery().get('view', (value) => value === 'connections');
  return (
    <>
      <PageHeader
        title="Applications"
        description="What members have allowed to act for them, over OAuth. Blocking an application ends its access at once."
      />
      <ViewLinks current={view === null ? 'applications' : 'connections'} />
      {view === null ? <ApplicationsView /> : <ConnectionsView />}
    </>
  );
}
