import type { DoctorReport, DoctorStep } from '../../api/organization/connection-doctor.ts';
import { StepList } from '../../shared/connection/step-list.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { countOf } from '../../ui/text/count-of.ts';

/** The report, grouped by client. */
export function ReportView({ report }: { readonly report: DoctorReport }) {
  const groups = [...Map.groupBy(report.steps, ({ client }) => client ?? 'All clients')];
  return (
    <>
      <p role="status" className="sr-only">
        {headline(report)}
      </p>
      <Summary report={report} />
      <div className="grid gap-4">
        {groups.map(([name, steps]) => (
          <Group
            key={name}
            name={name}
            steps={steps}
            client={report.clients.find((client) => client.name === name) ?? null}
          />
        ))}
      </div>
    </>
  );
}

function countState({ steps }: Pick<DoctorReport, 'steps'>, state: DoctorStep['state']): number {
  return steps.filter((step) => step.state === state).length;
}

function headline({ clients }: DoctorReport): string {
  const able = clients.filter(({ connects }) => connects === true).length;
  return able === clients.length
    ? 'All clients can connect'
    : `${able} of ${countOf(clients.length, 'client')} can connect`;
}

function Summary({ report }: { readonly report: DoctorReport }) {
  const tones = { ok: 'info', warning: 'warning', failed: 'danger' } as const;
  return (
    <Banner tone={tones[report.state]} title={headline(report)}>
      {countState(report, 'ok')} of {report.steps.length} checks passed at{' '}
      <span className="font-mono [overflow-wrap:anywhere]">{report.url}</span>
    </Banner>
  );
}

type GroupProps = {
  readonly name: string;
  readonly steps: readonly DoctorStep[];
  /** Null if the steps apply to all clients. */
  readonly client: DoctorReport['clients'][number] | null;
};

function Group({ name, steps, client }: GroupProps) {
  const good = steps.filter(({ state }) => state === 'ok');
  const others = steps.filter(({ state }) => state !== 'ok');
  const id = `client-${name.toLowerCase().replaceAll(' ', '-')}`;
  return (
    <section aria-labelledby={id} className="grid gap-3 rounded-lg border border-line bg-surface p-4 sm:p-5">
      <div className="flex flex-wrap items-center gap-2">
        <h2 id={id} className="font-semibold">
          {name}
        </h2>
        {client ? <ClientVerdict client={client} /> : <StepsVerdict steps={steps} />}
      </div>
      {client?.why && others.length === 0 && <p>{client.why}</p>}
      {others.length > 0 && <StepList steps={others} />}
      {good.length > 0 && (
        <details>
          <summary className="w-fit rounded text-muted text-sm hover:text-ink">
            {countOf(good.length, 'check')} passed
          </summary>
          <div className="pt-3">
            <StepList steps={good} />
          </div>
        </details>
      )}
    </section>
  );
}

function ClientVerdict({ client: { connects } }: { readonly client: DoctorReport['clients'][number] }) {
  if (connects === null) return <Badge>Not tested</Badge>;
  return connects ? <Badge tone="good">Can connect</Badge> : <Badge tone="danger">Cannot connect</Badge>;
}

function StepsVerdict({ steps }: { readonly steps: readonly DoctorStep[] }) {
  if (countState({ steps: [...steps] }, 'failed') > 0) return <Badge tone="danger">Failed</Badge>;
  if (countState({ steps: [...steps] }, 'skipped') > 0) return <Badge>Skipped</Badge>;
  if (countState({ steps: [...steps] }, 'warning') > 0) return <Badge tone="warning">Warning</Badge>;
  return <Badge tone="good">Passed</Badge>;
}
