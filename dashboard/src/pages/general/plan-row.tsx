import { Check, Minus } from 'lucide-react';
import { useId } from 'react';
import { type Plan, planHasPats, planTitle } from '../../api/organization/plans.ts';
import { Badge } from '../../ui/badge.tsx';
import { SettingRow } from '../../ui/setting-row.tsx';

/** What plans give. */
const features = [
  { name: 'Boards, tickets and the dashboard', isPro: false },
  { name: 'Connected apps and AI tools over OAuth', isPro: false },
  { name: 'Single sign-on, passkeys and the audit log', isPro: false },
  { name: 'Personal access tokens', isPro: true },
  { name: 'Adding and changing members over SCIM', isPro: true },
] as const;

/** The organization's plan, and what it gives. */
export function PlanRow({ plan }: { readonly plan: Plan }) {
  const isPro = planHasPats(plan);
  const id = useId();
  return (
    <SettingRow
      title="Plan"
      state={<Badge tone={isPro ? 'accent' : 'neutral'}>{planTitle(plan)}</Badge>}
      description={
        <span id={id}>
          The operator of this server sets the plan. It cannot be changed here: ask them for another one.
        </span>
      }
    >
      <table className="w-full max-w-xl text-left" aria-describedby={id}>
        <thead className="text-muted text-sm">
          <tr className="border-line border-b">
            <th scope="col" className="py-2 pr-3 font-medium">
              What it gives
            </th>
            <Column name="Starter" isCurrent={!isPro} />
            <Column name="Pro" isCurrent={isPro} />
          </tr>
        </thead>
        <tbody>
          {features.map((feature) => (
            <tr key={feature.name} className="border-line border-b last:border-b-0">
              <th scope="row" className="py-2 pr-3 font-normal">
                {feature.name}
              </th>
              <Included isIncluded={!feature.isPro} />
              <Included isIncluded />
            </tr>
          ))}
        </tbody>
      </table>
      <p className="max-w-prose text-muted text-sm">
        A trial, a canceled and an expired plan give what Starter gives. A trial of Pro, and Pro with an
        overdue payment, give what Pro gives.
      </p>
    </SettingRow>
  );
}

function Column({ name, isCurrent }: { readonly name: string; readonly isCurrent: boolean }) {
  return (
    <th scope="col" className="w-20 py-2 text-center font-medium">
      {name}
      {isCurrent && <span className="block font-normal">your plan</span>}
    </th>
  );
}

function Included({ isIncluded }: { readonly isIncluded: boolean }) {
  const Icon = isIncluded ? Check : Minus;
  return (
    <td className="py-2 text-center">
      <Icon
        aria-hidden="true"
        className={isIncluded ? 'mx-auto size-4 text-good' : 'mx-auto size-4 text-muted'}
      />
      <span className="sr-only">{isIncluded ? 'Included' : 'Not included'}</span>
    </td>
  );
}
