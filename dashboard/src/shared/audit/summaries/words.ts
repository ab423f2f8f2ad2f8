import { roleName } from '../../../api/organization/roles.ts';
import { summaryOf as scopesSummary } from '../../../shared/scopes/scope-words.ts';
import { countOf as numbered } from '../../../ui/text/count-of.ts';
import { isolated } from '../../../ui/text/isolated.ts';
import { dayOf } from '../../../ui/text/relative-time.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** An event as a summary sees it. */
export type Told = {
  readonly details: Fields;
  readonly before: Fields;
  readonly after: Fields;
  readonly actorId: string | null;
  readonly target: { readonly kind: string; readonly id: string };
  /** Returns the name of a member, or the ID if the log does not know them. */
  readonly person: (id: unknown) => string;
};

/** Says in one line what happened. */
export type Summary = (told: Told) => string;

/** What the change of a field means, for its values before and after. */
export type Phrases = Readonly<
  Record<string, (before: unknown, after: unknown, told: Told) => string | null>
>;

/** Returns a user-supplied text in quotation marks. */
export function quoted(value: unknown): string {
  return typeof value === 'string' && value !== '' ? `“${isolated(value)}”` : 'one without a name';
}

/** Returns a user-supplied text. */
export function plain(value: unknown): string {
  return isMissing(value) ? 'nothing' : isolated(String(value));
}

export function role(value: unknown): string {
  return roleName(value as Parameters<typeof roleName>[0]);
}

/** `1 session`, `2 sessions`; null for none. */
export function countOf(value: unknown, one: string, many = `${one}s`): string | null {
  if (typeof value !== 'number' || value === 0) return null;
  return numbered(value, one, many);
}

/** `, which ended 2 sessions`, or nothing. */
export function ending(value: unknown, one: string, many?: string): string {
  const counted = countOf(value, one, many);
  return counted === null ? '' : `, which ended ${counted}`;
}

export function scopes(value: unknown): string {
  if (!Array.isArray(value)) return 'full access';
  const { name, more } = scopesSummary(value.map(String));
  const first = name.charAt(0).toLowerCase() + name.slice(1);
  return more === 0 ? first : `${first} and ${more} more`;
}

export function expiry(value: unknown): string {
  return isTime(value) ? `until ${date(value)}` : 'without an expiry';
}

/** The day of a time. */
export function date(value: unknown): string {
  return isTime(value) ? dayOf(Date.parse(value)) : plain(value);
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

/** `: reported as leaked`, or nothing. */
export function because({ details }: Told): string {
  const { reason } = details;
  return typeof reason === 'string' ? `: ${reasons[reason] ?? reason.replaceAll('_', ' ')}` : '';
}

const reasons: Readonly<Record<string, string>> = {
  idle: 'unused for too long',
  offboarded: 'the identity provider ended their access',
  replaced: 'replaced by a new one',
  member_removed: 'the member was removed',
  wrong_password: 'wrong password',
  unknown_email: 'no member has this email',
  too_many_requests: 'too many requests',
  too_many_sign_ins: 'too many attempts',
  too_many_links: 'too many links',
  too_many_resets: 'too many requests for a link',
  too_many_invitations: 'too many invitations',
};

/** ` of Cora`, unless it is the actor's own. */
export function ofOwner({ details, actorId, person }: Told): string {
  const { userId } = details;
  return typeof userId === 'string' && userId !== actorId ? ` of ${person(userId)}` : '';
}

/**
 * Joins what the changes of single fields mean: "Required an expiry; maximum 365 days". A field without a phrase is named
 * with its values, so that no change is left out.
 */
export function changes(told: Told, phrases: Phrases): string {
  const { before, after } = told;
  const said = Object.keys({ ...before, ...after }).flatMap((field) => {
    const phrase = phrases[field];
    if (phrase) return phrase(before[field], after[field], told) ?? [];
    return fromTo(fieldName(field))(before[field], after[field]);
  });
  return said.length === 0 ? '' : upperFirst(said.join('; '));
}

/** `maxLifetimeDays` as "max lifetime days". */
export function fieldName(field: string): string {
  return field.replaceAll(/[A-Z_]/g, (letter) => ` ${letter.replace('_', '')}`).toLowerCase();
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A phrase for a switch. */
export function onOff(on: string, off: string): (before: unknown, after: unknown) => string {
  return (_before, after) => (after === true ? on : off);
}

/** A phrase for a value that changed. A value that was missing is set, and one that is missing since is removed. */
export function fromTo(what: string, format: (value: unknown) => string = plain) {
  return (before: unknown, after: unknown) => {
    if (isMissing(after)) return `removed ${what}${isMissing(before) ? '' : ` ${format(before)}`}`;
    return isMissing(before)
      ? `set ${what} to ${format(after)}`
      : `changed ${what} from ${format(before)} to ${format(after)}`;
  };
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}
