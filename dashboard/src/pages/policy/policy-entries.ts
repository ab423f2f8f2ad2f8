import type { Organization, Policy } from '../../api/organization/organization.ts';
import type { PolicyChange } from '../../api/organization/organization-changes.ts';
import { countOf, countText } from '../../ui/text/count-of.ts';

type OptionalNumber = 'maxLifetimeDays' | 'idleRevocationDays' | 'auditRetentionDays' | 'usageRetentionDays';
type NumberField = OptionalNumber | 'sessionIdleHours' | 'sessionLifetimeHours';
/** The parts of a policy that the form has. `twoFactorRequired` follows from `twoFactor`. */
type FormPolicy = Omit<Policy, 'twoFactorRequired'>;
/** A policy as entered in the form: numbers are text, empty for none. */
export type Entries = Omit<FormPolicy, NumberField> & Readonly<Record<NumberField, string>>;
type Problems = Readonly<Partial<Record<NumberField, string>>>;

type Bounds = { readonly minimum: number; readonly maximum: number; readonly optional: boolean };

/** The bounds of each number, and whether it may be empty. */
const numbers: Readonly<Record<NumberField, Bounds>> = {
  maxLifetimeDays: { minimum: 1, maximum: 3_650, optional: true },
  idleRevocationDays: { minimum: 1, maximum: 3_650, optional: true },
  sessionIdleHours: { minimum: 1, maximum: 8_760, optional: false },
  sessionLifetimeHours: { minimum: 1, maximum: 8_760, optional: false },
  auditRetentionDays: { minimum: 90, maximum: 3_650, optional: true },
  usageRetentionDays: { minimum: 30, maximum: 90, optional: true },
};
/** The fields that the form validates. */
export const numberFields: readonly string[] = Object.keys(numbers);
/** The label of each part in the list of changes. */
const names: Readonly<Record<keyof FormPolicy, string>> = {
  patsEnabled: 'Personal access tokens',
  maxLifetimeDays: 'Maximum lifetime',
  expiryRequired: 'Expiry required',
  idleRevocationDays: 'Revoke unused tokens',
  twoFactor: 'Two-factor authentication',
  sessionIdleHours: 'Sign out unused sessions',
  sessionLifetimeHours: 'Sign out all sessions',
  registration: 'OAuth client registration',
  auditRetentionDays: 'Delete events of the audit log',
  usageRetentionDays: 'Delete the use of tokens',
};

/** Converts a saved policy for the form. */
export function entriesOf({ twoFactorRequired, ...policy }: Policy): Entries {
  const texts = keysOf(numbers).map((field) => [field, String(policy[field] ?? '')] as const);
  return { ...policy, ...(Object.fromEntries(texts) as Record<NumberField, string>) };
}

/** Returns the problems with the entries, by field. */
export function problemsOf(entries: Entries): Problems {
  const wrong = keysOf(numbers).filter((field) => numberOf(field, entries[field]) === undefined);
  return Object.fromEntries(wrong.map((field) => [field, problemOf(field)]));
}

function problemOf(field: NumberField): string {
  const { minimum, maximum, optional } = numbers[field];
  const range = `Enter a whole number from ${minimum} to ${countText(maximum)}`;
  return optional ? `${range}, or leave it empty.` : `${range}.`;
}

/** Returns the changed parts of a policy. Invalid entries count as unchanged (see `problemsOf`). */
export function changeOf(saved: Policy, entries: Entries): PolicyChange {
  const daysIn = (field: OptionalNumber) => {
    const days = numberOf(field, entries[field]);
    return days === undefined ? saved[field] : days;
  };
  const hoursIn = (field: 'sessionIdleHours' | 'sessionLifetimeHours') =>
    numberOf(field, entries[field]) ?? saved[field];
  const next: FormPolicy = {
    ...entries,
    maxLifetimeDays: daysIn('maxLifetimeDays'),
    idleRevocationDays: daysIn('idleRevocationDays'),
    auditRetentionDays: daysIn('auditRetentionDays'),
    usageRetentionDays: daysIn('usageRetentionDays'),
    sessionIdleHours: hoursIn('sessionIdleHours'),
    sessionLifetimeHours: hoursIn('sessionLifetimeHours'),
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

function valueText(key: keyof FormPolicy, policy: FormPolicy): string {
  switch (key) {
    case 'patsEnabled':
      return policy.patsEnabled ? 'on' : 'off';
    case 'expiryRequired':
      return policy.expiryRequired ? 'yes' : 'no';
    case 'twoFactor':
      return twoFactorTexts[policy.twoFactor];
    case 'maxLifetimeDays':
      return policy.maxLifetimeDays === null ? 'no limit' : countOf(policy.maxLifetimeDays, 'day');
    case 'idleRevocationDays':
      return policy.idleRevocationDays === null
        ? 'never'
        : `after ${countOf(policy.idleRevocationDays, 'day')}`;
    case 'sessionIdleHours':
    case 'sessionLifetimeHours':
      return `after ${countOf(policy[key], 'hour')}`;
    case 'auditRetentionDays':
      return policy.auditRetentionDays === null
        ? "as the server's operator sets it"
        : `after ${countOf(policy.auditRetentionDays, 'day')}`;
    case 'usageRetentionDays':
      return `after ${countOf(policy.usageRetentionDays ?? numbers.usageRetentionDays.maximum, 'day')}`;
    case 'registration':
      return policy.registration;
  }
}

const twoFactorTexts: Readonly<Record<Policy['twoFactor'], string>> = {
  off: 'optional',
  required: 'required',
  'phishing-resistant': 'passkey required',
};

/** Parses a number: null if it may be empty and is, undefined if invalid. */
function numberOf(field: NumberField, text: string): number | null | undefined {
  const { minimum, maximum, optional } = numbers[field];
  const trimmed = text.trim();
  if (trimmed === '' && optional) return null;
  if (!/^\d{1,4}$/.test(trimmed)) return undefined;
  const number = Number(trimmed);
  return number >= minimum && number <= maximum ? number : undefined;
}

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): readonly Key[] {
  return Object.keys(record) as Key[];
}
