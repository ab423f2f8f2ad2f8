import type { Organization } from './organization.ts';

type Plan = Organization['plan'];

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

/** Whether access tokens work on a plan. The server judges; this is for saying so before anything is tried. */
export function planHasPats(plan: Plan): boolean {
  return plansWithPats.includes(plan);
}

/** A plan in words, as in "is on the …". */
export function planName(plan: Plan): string {
  return names[plan];
}

/** A plan in words, standing alone: "Pro, on trial". */
export function planTitle(plan: Plan): string {
  return titles[plan];
}
