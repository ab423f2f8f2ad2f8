import { useQuery } from '@tanstack/react-query';
import { Plug } from 'lucide-react';
import { useState } from 'react';
import { type ConnectedApp, connectedAppsQuery } from '../../api/account/connected-apps.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { EmptyState } from '../../ui/feedback/empty-state.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { useReturnFocus } from '../../ui/hooks/use-return-focus.ts';
import { Later } from '../../ui/later.tsx';
import { laterFile } from '../../ui/later-file.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { ApplicationSection } from './application-section.tsx';
import { type ApplicationSignIns, byApplication } from './by-application.ts';
import { ConnectCard } from './connect-card.tsx';

const endDialog = laterFile(() => import('../../shared/clients/end-access-dialog.tsx'));
const endAllDialog = laterFile(() => import('./end-all-dialog.tsx'));

/** The applications that a member connected to their account. */
export function ConnectedAppsPage() {
  const [ending, setEnding] = useState<ConnectedApp | null>(null);
  const [endingAll, setEndingAll] = useState<ApplicationSignIns | null>(null);
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
        <Later file={endDialog} onMissing={() => setEnding(null)}>
          {({ EndAccessDialog }) => (
            <EndAccessDialog side="mine" connection={ending} onClose={() => setEnding(null)} />
          )}
        </Later>
      )}
      {endingAll && (
        <Later file={endAllDialog} onMissing={() => setEndingAll(null)}>
          {({ EndAllDialog }) => <EndAllDialog application={endingAll} onClose={() => setEndingAll(null)} />}
        </Later>
      )}
    </>
  );
}

type AppsProps = {
  readonly onEnd: (signIn: ConnectedApp) => void;
  readonly onEndAll: (application: ApplicationSignIns) => void;
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
  return byApplication(apps.data).map((application) => (
    <ApplicationSection
      key={application.applicationId}
      application={application}
      onEnd={onEnd}
      onEndAll={onEndAll}
    />
  ));
}
