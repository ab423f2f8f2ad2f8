export const plans = ['starter', 'trial', 'pro_trial', 'pro', 'past_due', 'canceled', 'expired'] as const;
export type Plan = (typeof plans)[number];

/** Pro, a trial of Pro, and the grace period after a failed payment. */
const plansWithPats: readonly Plan[] = ['pro', 'pro_trial', 'past_due'];

/** Whether personal access tokens work on a plan. */
export function planHasPats(plan: Plan): boolean {
  return plansWithPats.includes(plan);
}
