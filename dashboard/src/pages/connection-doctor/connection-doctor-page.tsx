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

/** Checks whether AI tools can connect to this organization, and what to do if they cannot. */
export function ConnectionDoctorPage() {
  const doctor = useConnectionDoctor();
  return (
    <>
      <PageHeader
        title="Connection doctor"
        description="Checks whether Claude, Cursor, VS Code, ChatGPT and others can connect to your server."
        actions={
          <Button variant="primary" pending={doctor.isPending} onClick={() => doctor.mutate()}>
            Check connection
          </Button>
        }
      />
      <Address />
      {doctor.isError && (
        <Banner tone="danger" title="Could not check the connection">
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
      aria-label="MCP server address"
      className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-lg border border-line bg-surface p-4"
    >
      <div className="grid min-w-0 gap-1">
        <p className="text-muted text-sm">Address to paste into a client</p>
        <code className="font-mono [overflow-wrap:anywhere]">{address}</code>
      </div>
      <CopyButton text={address} label="Copy the address" />
    </section>
  );
}

function NothingYet() {
  return (
    <EmptyState icon={<Stethoscope aria-hidden="true" className="size-5" />} title="Not checked yet">
      The server tests discovery, registration and sign-in at its own public address. This takes a few seconds
      and changes nothing.
    </EmptyState>
  );
}
