import type { Organization, Policy } from '../../api/organization/organization.ts';
import type { PolicyChange } from '../../api/organization/organization-changes.ts';

/** A policy as entered in the form: days are text, empty for none. */
export type Entries = Omit<Policy, 'maxLifetimeDays' | 'idleRevocationDays'> & {
  readonly maxLifetimeDays: string;
  readonly idleRevocationDays: string;
};
type DayField = 'maxLifetimeDays' | 'idleRevocationDays';
type Problems = Readonly<Partial<Record<DayField, string>>>;

/** The maximum number of days in a policy. */
const maximumDays = 3_650;
const dayFields: readonly DayField[] = ['maxLifetimeDays', 'idleRevocationDays'];
/** The label of each part in the list of changes. */
const names: Readonly<Record<keyof Policy, string>> = {
  patsEnabled: 'Personal access tokens',
  maxLifetimeDays: 'Maximum lifetime',
  expiryRequired: 'Expiry required',
  idleRevocationDays: 'Revoke unused tokens',
  twoFactorRequired: 'Two-factor authentication required',
  registration: 'OAuth client registration',
};

/** Converts a saved policy for the form. */
export function entriesOf(policy: Policy): Entries {
  return {
    ...policy,
    maxLifetimeDays: String(policy.maxLifetimeDays ?? ''),
    idleRevocationDays: String(policy.idleRevocationDays ?? ''),
  };
}

/** Returns the problems with the entries, by field. */
export function problemsOf(entries: Entries): Problems {
  const wrong = dayFields.filter((field) => daysOf(entries[field]) === undefined);
  return Object.fromEntries(
    wrong.map((field) => [
      field,
      `Enter a whole number from 1 to ${maximumDays.toLocaleString('en')}, or leave it empty.`,
    ]),
  );
}

/** Returns the changed parts of a policy. Invalid entries count as unchanged (see `problemsOf`). */
export function changeOf(saved: Policy, entries: Entries): PolicyChange {
  const next: Policy = {
    ...entries,
    maxLifetimeDays: orElse(daysOf(entries.maxLifetimeDays), saved.maxLifetimeDays),
    idleRevocationDays: orElse(daysOf(entries.idleRevocationDays), saved.idleRevocationDays),
  };
  const changed = keysOf(names).filter((key) => next[key] !== saved[key]);
  return Object.fromEntries(changed.map((key) => [key, next[key]]));
}

/** One changed part of a policy, in words. */
type ChangeLine = { readonly name: string; readonly before: string; readonly after: string };

/** Describes a change of the policy, one line for each part. */
export function changeLines(saved: Organization['policy'], change: PolicyChange): readonly ChangeLine[] {
  const next = { ...saved, ...change };
  return keysOf(names)
    .filter((key) => key in change)
    .map((key) => ({ name: names[key], before: valueText(key, saved), after: valueText(key, next) }));
}

function valueText(key: keyof Policy, policy: Policy): string {
  switch (key) {
    case 'patsEnabled':
      return policy.patsEnabled ? 'on' : 'off';
    case 'expiryRequired':
    case 'twoFactorRequired':
      return policy[key] ? 'yes' : 'no';
    case 'maxLifetimeDays':
      return policy.maxLifetimeDays === null ? 'no limit' : dayText(policy.maxLifetimeDays);
    case 'idleRevocationDays':
      return policy.idleRevocationDays === null ? 'never' : `after ${dayText(policy.idleRevocationDays)}`;
    case 'registration':
      return policy.registration;
  }
}

function dayText(days: number): string {
  return days === 1 ? '1 day' : `${days.toLocaleString('en')} days`;
}

/** Parses days: null if empty, undefined if invalid. */
function daysOf(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (!/^\d{1,4}$/.test(trimmed)) return undefined;
  const days = Number(trimmed);
  return days >= 1 && days <= maximumDays ? days : undefined;
}

function orElse<Value>(value: Value | undefined, fallback: Value): Value {
  return value === undefined ? fallback : value;
}

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): readonly Key[] {
  return Object.keys(record) as Key[];
}
