import { CircleAlert, CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react';
import type { DoctorStep } from '../../api/organization/connection-doctor.ts';
import { classNames } from '../../ui/class-names.ts';

const looks = {
  ok: { Icon: CircleCheck, colour: 'text-good', word: 'Passed' },
  warning: { Icon: TriangleAlert, colour: 'text-warn', word: 'Warning' },
  failed: { Icon: CircleAlert, colour: 'text-danger', word: 'Failed' },
  skipped: { Icon: CircleDashed, colour: 'text-muted', word: 'Skipped' },
} as const;

/** Steps with the response; for a problem, also its reason and what to do. */
export function StepList({ steps }: { readonly steps: readonly DoctorStep[] }) {
  return (
    <ul className="grid gap-3">
      {steps.map((step) => (
        <StepItem key={`${step.step} ${step.what}`} step={step} />
      ))}
    </ul>
  );
}

function StepItem({ step: { state, what, evidence, why, fix } }: { readonly step: DoctorStep }) {
  const { Icon, colour, word } = looks[state];
  return (
    <li className="flex gap-2.5">
      <Icon aria-hidden="true" className={classNames('mt-0.5 size-4 shrink-0', colour)} />
      <div className="grid min-w-0 flex-1 gap-0.5 [overflow-wrap:anywhere]">
        <p className={classNames(state !== 'ok' && 'font-medium')}>
          <span className="sr-only">{word}: </span>
          {what}
        </p>
        {why && <p>{why}</p>}
        {fix && <p className="text-muted">What to do: {fix}</p>}
        {evidence && <p className="font-mono text-muted text-sm">{evidence}</p>}
      </div>
    </li>
  );
}
