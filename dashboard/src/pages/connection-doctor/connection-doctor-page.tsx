import { Stethoscope } from 'lucide-react';
import { explain } from '../../api/errors.ts';
import { useConnectionDoctor } from '../../api/organization/connection-doctor.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { EmptyState } from '../../ui/feedback/empty-state.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ReportView } from './report-view.tsx';

/** Whether AI tools can connect to this organization, and what to do where they cannot. */
export function ConnectionDoctorPage() {
  const doctor = useConnectionDoctor();
  return (
    <>
      <PageHeader
        title="Connection doctor"
        description="Connects to your MCP server as Claude, Cursor, VS Code, ChatGPT and others do, and says which of them can connect."
        actions={
          <Button variant="primary" pending={doctor.isPending} onClick={() => doctor.mutate()}>
            Check connection
          </Button>
        }
      />
      <Address />
      {doctor.isError && (
        <Banner tone="danger" title="The connection could not be checked">
          {explain(doctor.error)}
        </Banner>
      )}
      {doctor.isPending ? (
        <SkeletonRows rows={5} />
      ) : doctor.data ? (
        <ReportView report={doctor.data} />
      ) : (
        !doctor.isError && <NothingYet />
      )}
    </>
  );
}

function Address() {
  const address = `${window.location.origin}/mcp`;
  return (
    <section
      aria-label="Address"
      className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-lg border border-line bg-surface p-4"
    >
      <div className="grid min-w-0 gap-1">
        <p className="text-muted text-sm">The address to paste into a client</p>
        <code className="font-mono [overflow-wrap:anywhere]">{address}</code>
      </div>
      <CopyButton text={address} label="Copy the address" />
    </section>
  );
}

function NothingYet() {
  return (
    <EmptyState icon={<Stethoscope aria-hidden="true" className="size-5" />} title="Not checked yet">
      The server asks itself, by its public address: discovery, registration and the way to sign-in. It takes
      a few seconds and changes nothing.
    </EmptyState>
  );
}
