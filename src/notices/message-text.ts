import type { MailFields } from '../mail/kinds.ts';
import { browserOf } from '../mail/messages/browser.ts';
import { named, timeOf } from '../mail/messages/content.ts';
import { deleterOf, resetOf } from '../mail/messages/membership.ts';
import type { messageKinds } from './schema.ts';

type MessageKind = (typeof messageKinds)[number];
type Events<Kind extends MessageKind> = readonly MailFields[Kind][];

/** So many names are in one notice. */
const mostNames = 3;

const factorChanges: Readonly<Record<MailFields['second_factor_changed']['change'], string>> = {
  enabled: 'Your second factor was turned on',
  disabled: 'Your second factor was turned off',
  app_removed: 'Your authenticator app was removed',
  passkey_added: 'A passkey was added to your account',
  passkey_removed: 'A passkey was removed from your account',
  backup_codes_renewed: 'Your backup codes were replaced',
  reset: 'Your second factor was reset, so set up a new one',
};

const texts: { readonly [Kind in MessageKind]: (events: Events<Kind>) => string } = {
  new_sign_in: signInText,
  second_factor_changed: (events) => distinct(events.map(factorText)),
  password_changed: (events) =>
    `Your password was changed${placeOf(events.at(-1))}, and your other sessions ended.`,
  token_created: (events) =>
    events.length === 1
      ? `The access token ${namesOf(events)} was created.`
      : `${events.length} access tokens were created: ${namesOf(events)}.`,
  token_expiring: expiringText,
  admin_reset: (events) => distinct(events.map(resetOf)),
  organization_deleted: (events) =>
    distinct(events.map(({ by }) => `${deleterOf(by)} deleted the organization.`)),
};

/**
 * Returns what a notice says about all that there is to tell of a kind: a sentence or two, without what a message needs to be
 * understood outside the dashboard. The notice has a time and a link of its own.
 * @param stored the fields of each event, as JSON, oldest first
 */
export function messageText(kind: MessageKind, stored: readonly string[]): string {
  // The outbox stores the fields of the kind.
  const textOf = texts[kind] as (events: readonly unknown[]) => string;
  return textOf(stored.map((fields) => JSON.parse(fields)));
}

function signInText(events: Events<'new_sign_in'>): string {
  const last = events.at(-1);
  const userAgent = last?.userAgent ?? null;
  const browser = userAgent === null ? 'an unknown browser' : browserOf(userAgent);
  const place = `with ${browser}${placeOf(last)}`;
  const what =
    events.length === 1 ? `New sign-in ${place}` : `${events.length} new sign-ins, the last ${place}`;
  return `${what}. If it was not you, change your password.`;
}

/** An administrator's reset says nothing about where the member is. */
function factorText(event: MailFields['second_factor_changed']): string {
  return `${factorChanges[event.change]}${event.change === 'reset' ? '' : placeOf(event)}.`;
}

/** From where something was done, if that is known. */
function placeOf(event: { readonly address: string | null } | undefined): string {
  return event?.address ? ` from ${event.address}` : '';
}

function expiringText(events: Events<'token_expiring'>): string {
  const [first] = events;
  if (events.length === 1 && first)
    return `The access token ${namesOf(events)} expires on ${timeOf(first.expiresAt)}. Rotate it before then.`;
  return `${events.length} access tokens expire soon: ${namesOf(events)}. Rotate them before then.`;
}

/** Returns the names of a few tokens, and how many others there are. */
function namesOf(tokens: readonly { readonly name: string }[]): string {
  const names = tokens.slice(0, mostNames).map(({ name }) => `"${named(name)}"`);
  const others = tokens.length - names.length;
  const parts = others === 0 ? names : [...names, `${others} ${others === 1 ? 'other' : 'others'}`];
  const last = parts.pop() ?? '';
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}

/** Several changes of one kind at once may say the same. */
function distinct(sentences: readonly string[]): string {
  return [...new Set(sentences)].join(' ');
}
