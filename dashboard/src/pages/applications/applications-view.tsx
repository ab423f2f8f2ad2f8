import { useQuery } from '@tanstack/react-query';
import { Blocks } from 'lucide-react';
import { useState } from 'react';
import { type Application, applicationsQuery } from '../../api/organization/applications.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { EmptyState } from '../../ui/feedback/empty-state.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { useAddressQuery } from '../../ui/hooks/use-address-query.ts';
import { useReturnFocus } from '../../ui/hooks/use-return-focus.ts';
import { lazyFile } from '../../ui/lazy-file.ts';
import { LazyPart } from '../../ui/lazy-part.tsx';
import { Pagination } from '../../ui/table/pagination.tsx';
import { ApplicationTable } from './application-table.tsx';

const blockDialog = lazyFile(() => import('./block-dialog.tsx'));
const verifyDialog = lazyFile(() => import('./verify-dialog.tsx'));

/** The applications that members have connected, with the dialogs to verify and block one. */
export function ApplicationsView() {
  const { page, toPage } = useAddressQuery();
  const [blocking, setBlocking] = useState<Application | null>(null);
  const [verifying, setVerifying] = useState<Application | null>(null);
  useReturnFocus(blocking !== null || verifying !== null);
  const applications = useQuery(applicationsQuery(page));
  if (applications.isPending) return <SkeletonRows />;
  if (!applications.data) {
    return (
      <LoadError what="the apps" error={applications.error} onRetry={() => void applications.refetch()} />
    );
  }
  const { data, pageSize, total, totalIsExact } = applications.data;
  if (data.length === 0) {
    return (
      <EmptyState icon={<Blocks aria-hidden="true" className="size-5" />} title="No apps">
        No member has connected an app yet. To verify an app before others use it, connect it to your own
        account first. The policy controls which apps can register.
      </EmptyState>
    );
  }
  return (
    <>
      <ApplicationTable applications={data} onBlock={setBlocking} onVerify={setVerifying} />
      <Pagination page={page} pageSize={pageSize} total={total} totalIsExact={totalIsExact} onPage={toPage} />
      {blocking && (
        <LazyPart file={blockDialog} onMissing={() => setBlocking(null)}>
          {({ BlockDialog }) => <BlockDialog application={blocking} onClose={() => setBlocking(null)} />}
        </LazyPart>
      )}
      {verifying && (
        <LazyPart file={verifyDialog} onMissing={() => setVerifying(null)}>
          {({ VerifyDialog }) => <VerifyDialog application={verifying} onClose={() => setVerifying(null)} />}
        </LazyPart>
      )}
    </>
  );
}
