import { type Contents, type Event, erasedText, readChain } from '../../audit/redaction/redact.ts';
import type { Database } from '../../storage/database.ts';
import { emailKey } from '../../storage/email-key.ts';
import { emailsOfOthers, type Person } from './person-queries.ts';

/** Events with an email that nobody has confirmed. */
const onlyAsked: readonly string[] = ['member.email_change_requested', 'member.email_change_canceled'];

/** The details that say who somebody is, in an event about them. */
export const personal: readonly string[] = [
  'email',
  'name',
  'userName',
  'externalId',
  'givenName',
  'familyName',
  'subject',
];

/**
 * Collects every email that a person has had, from the events about them. Not one that they only asked for, which anyone can,
 * nor one that is another member's now: an erasure must not take others' names out of the log.
 */
export async function knownEmails(db: Database, person: Person): Promise<ReadonlySet<string>> {
  const emails = new Set([person.emailKey]);
  for await (const events of readChain(db, person.organizationId))
    for (const event of events) {
      if (event.targetId !== person.userId || !event.action.startsWith('member.')) continue;
      if (onlyAsked.includes(event.action)) continue;
      for (const [key, value] of textsIn(JSON.parse(event.details)))
        if (key === 'email' && value !== erasedText) emails.add(emailKey(value));
    }
  for (const email of await emailsOfOthers(db, person, [...emails])) emails.delete(email);
  return emails;
}

/**
 * Removes what an event says about a person: names and emails in events about them, their emails wherever they are, and the
 * addresses from which they acted. IDs stay: they are the pseudonym. Null if there is nothing.
 */
export function redactEvent({ userId }: Person, emails: ReadonlySet<string>, event: Event): Contents | null {
  const details: unknown = JSON.parse(event.details);
  const isAbout =
    event.targetId === userId ||
    [...textsIn(details)].some(([key, value]) => key === 'userId' && value === userId);
  const hasEmail = [...textsIn(details)].some(([, value]) => isEmailIn(emails, value));
  const contents = {
    targetId: isEmailIn(emails, event.targetId) ? erasedText : event.targetId,
    details: JSON.stringify(
      replaceTexts(details, (key, value) =>
        isEmailIn(emails, value) || ((isAbout || hasEmail) && personal.includes(key)) ? erasedText : value,
      ),
    ),
    address: event.actorId === userId || isOwnAttempt(event, userId, hasEmail) ? null : event.address,
  };
  const isSame =
    contents.targetId === event.targetId &&
    contents.address === event.address &&
    contents.details === JSON.stringify(details);
  return isSame ? null : contents;
}

export function isEmailIn(emails: ReadonlySet<string>, text: string): boolean {
  return text.includes('@') && emails.has(emailKey(text));
}

/** A failed sign-in has no actor, but the address of whoever tried. */
function isOwnAttempt({ action, targetId }: Event, userId: string, hasEmail: boolean): boolean {
  return action.startsWith('refusal.') && (targetId === userId || hasEmail);
}

/** All texts of a value, with the names of their fields. */
export function* textsIn(value: unknown, key = ''): Generator<readonly [string, string]> {
  if (typeof value === 'string') yield [key, value];
  else if (Array.isArray(value)) for (const item of value) yield* textsIn(item, key);
  else if (typeof value === 'object' && value !== null)
    for (const [name, part] of Object.entries(value)) yield* textsIn(part, name);
}

export function replaceTexts(
  value: unknown,
  replace: (key: string, text: string) => string,
  key = '',
): unknown {
  if (typeof value === 'string') return replace(key, value);
  if (Array.isArray(value)) return value.map((item) => replaceTexts(item, replace, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, replaceTexts(part, replace, name)]),
  );
}
