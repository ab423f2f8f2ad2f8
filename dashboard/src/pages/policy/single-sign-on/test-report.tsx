import { CircleAlert, CircleCheck } from 'lucide-react';
import type { TestResult } from '../../../api/organization/single-sign-on.ts';

/** The steps of a test of the identity provider. */
export function TestReport({ result: { ok, steps } }: { readonly result: TestResult }) {
  return (
    <div role="status" className="grid gap-2 rounded-lg border border-line p-3">
      <p className="font-medium">{ok ? 'The connection works.' : 'The connection does not work.'}</p>
      <ul className="grid gap-1.5">
        {steps.map((step) => {
          const Icon = step.ok ? CircleCheck : CircleAlert;
          return (
            <li key={step.name} className="flex gap-2">
              <Icon
                aria-hidden="true"
                className={`mt-0.5 size-4 shrink-0 ${step.ok ? 'text-accent' : 'text-danger'}`}
              />
              <span className="min-w-0 [overflow-wrap:anywhere]">
                <span className="font-medium">{step.name}</span>
                <span className="sr-only">{step.ok ? ' works' : ' fails'}</span>: {step.message}
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
