import { useQuery } from '@tanstack/react-query';
import { Plug } from 'lucide-react';
import { useState } from 'react';
import { type ConnectedApp, connectedAppsQuery } from '../../api/account/connected-apps.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { EmptyState } from '../../ui/feedback/empty-state.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { useReturnFocus } from '../../ui/hooks/use-return-focus.ts';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ApplicationSection } from './application-section.tsx';
import { ConnectCard } from './connect-card.tsx';
import { type ApplicationConnections, groupByApplication } from './group-by-application.ts';

const endDialog = lazyFile(() => import('../../shared/clients/end-access-dialog.tsx'));
const endAllDialog = lazyFile(() => import('./end-all-dialog.tsx'));

/** The applications that a member connected to their account. */
export function ConnectedAppsPage() {
  const [ending, setEnding] = useState<ConnectedApp | null>(null);
  const [endingAll, setEndingAll] = useState<ApplicationConnections | null>(null);
  useReturnFocus(ending !== null || endingAll !== null);
  return (
    <>
      <PageHeader
        title="Connected apps"
        description="Apps that you allowed to access your account over OAuth. They work on every plan."
      />
      <ConnectCard />
      <Apps onEnd={setEnding} onEndAll={setEndingAll} />
      {ending && (
        <LazyPart file={endDialog} onMissing={() => setEnding(null)}>
          {({ EndAccessDialog }) => (
            <EndAccessDialog owner="me" connection={ending} onClose={() => setEnding(null)} />
          )}
        </LazyPart>
      )}
      {endingAll && (
        <LazyPart file={endAllDialog} onMissing={() => setEndingAll(null)}>
          {({ EndAllDialog }) => <EndAllDialog application={endingAll} onClose={() => setEndingAll(null)} />}
        </LazyPart>
      )}
    </>
  );
}

type AppsProps = {
  readonly onEnd: (connection: ConnectedApp) => void;
  readonly onEndAll: (application: ApplicationConnections) => void;
};

function Apps({ onEnd, onEndAll }: AppsProps) {
  const apps = useQuery(connectedAppsQuery);
  if (apps.isPending) return <SkeletonRows />;
  if (!apps.data) {
    return <LoadError what="your apps" error={apps.error} onRetry={() => void apps.refetch()} />;
  }
  if (apps.data.length === 0) {
    return (
      <EmptyState icon={<Plug aria-hidden="true" className="size-5" />} title="No connected apps">
        Paste the address above into a tool that supports MCP. You then sign in here and authorize it.
      </EmptyState>
    );
  }
  return groupByApplication(apps.data).map((application) => (
    <ApplicationSection
      key={application.applicationId}
      application={application}
      onEnd={onEnd}
      onEndAll={onEndAll}
    />
  ));
}
