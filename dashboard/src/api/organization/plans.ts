import type { Organization } from './organization.ts';

export type Plan = Organization['plan'];

const plansWithPats: readonly Plan[] = ['pro', 'pro_trial', 'past_due'];
const names: Readonly<Record<Plan, string>> = {
  starter: 'Starter plan',
  trial: 'free trial',
  pro_trial: 'Pro trial',
  pro: 'Pro plan',
  past_due: 'Pro plan',
  canceled: 'canceled plan',
  expired: 'expired plan',
};
const titles: Readonly<Record<Plan, string>> = {
  starter: 'Starter',
  trial: 'Trial',
  pro_trial: 'Pro, on trial',
  pro: 'Pro',
  past_due: 'Pro, payment overdue',
  canceled: 'Canceled',
  expired: 'Expired',
};

/** Whether a plan includes access tokens. The server enforces this; the pages explain it. */
export function planHasPats(plan: Plan): boolean {
  return plansWithPats.includes(plan);
}

/** Returns a plan's name, as in "is on the Pro plan". */
export function planName(plan: Plan): string {
  return names[plan];
}

/** Returns a plan's title, such as "Pro, on trial". */
export function planTitle(plan: Plan): string {
  return titles[plan];
}
