import { CircleAlert, CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react';
import type { DoctorStep } from '../../api/organization/connection-doctor.ts';
import { classNames } from '../../ui/class-names.ts';

const styles = {
  ok: { Icon: CircleCheck, color: 'text-good', label: 'Passed' },
  warning: { Icon: TriangleAlert, color: 'text-warn', label: 'Warning' },
  failed: { Icon: CircleAlert, color: 'text-danger', label: 'Failed' },
  skipped: { Icon: CircleDashed, color: 'text-muted', label: 'Skipped' },
} as const;

type ShownStep = Pick<DoctorStep, 'step' | 'what' | 'state' | 'evidence' | 'why' | 'fix'>;

/** Steps with the response; for a problem, also its reason and what to do. */
export function StepList({ steps }: { readonly steps: readonly ShownStep[] }) {
  return (
    <ul className="grid gap-3">
      {steps.map((step) => (
        <StepItem key={`${step.step} ${step.what}`} step={step} />
      ))}
    </ul>
  );
}

function StepItem({ step: { state, what, evidence, why, fix } }: { readonly step: ShownStep }) {
  const { Icon, color, label } = styles[state];
  return (
    <li className="flex gap-2.5">
      <Icon aria-hidden="true" className={classNames('mt-0.5 size-4 shrink-0', color)} />
      <div className="grid min-w-0 flex-1 gap-0.5 [overflow-wrap:anywhere]">
        <p className={classNames(state !== 'ok' && 'font-medium')}>
          <span className="sr-only">{label}: </span>
          {what}
        </p>
        {why && <p>{why}</p>}
        {fix && <p className="text-muted">What to do: {fix}</p>}
        {evidence && <p className="font-mono text-muted text-sm">{evidence}</p>}
      </div>
    </li>
  );
}
