import type { MailFields } from '../kinds.ts';
import { type Content, named, timeOf } from './content.ts';
import type { Frame } from './frame.ts';

const page = '/settings/account/access-tokens';

export function tokenCreatedContent(
  { organization, origin }: Frame,
  events: readonly MailFields['token_created'][],
): Content {
  const isOne = events.length === 1;
  const [first] = events;
  return {
    organization,
    subject: isOne
      ? `Access token "${named(first?.name ?? '')}" created at ${organization}`
      : `${events.length} access tokens created at ${organization}`,
    title: isOne ? 'A new access token' : `${events.length} new access tokens`,
    paragraphs: [
      isOne
        ? 'It can do what you can do, as far as its scopes allow.'
        : 'They can do what you can do, as far as their scopes allow.',
    ],
    facts: events.flatMap(({ name, at, address, expiresAt }) => [
      ['Token', named(name)] as const,
      ['Created', address === null ? timeOf(at) : `${timeOf(at)}, from ${address}`] as const,
      ['Expires', expiresAt === null ? 'never' : timeOf(expiresAt)] as const,
    ]),
    advice: [`If it was not you, revoke ${isOne ? 'it' : 'them'} and change your password: ${origin}${page}`],
    reason: optionalReason(origin),
  };
}

export function tokenExpiringContent(
  { organization, origin }: Frame,
  events: readonly MailFields['token_expiring'][],
): Content {
  const isOne = events.length === 1;
  const [first] = events;
  return {
    organization,
    subject: isOne
      ? `Access token "${named(first?.name ?? '')}" expires soon at ${organization}`
      : `${events.length} access tokens expire soon at ${organization}`,
    title: isOne ? 'An access token expires soon' : `${events.length} access tokens expire soon`,
    paragraphs: [
      `Rotate ${isOne ? 'it' : 'them'} before then, and replace ${isOne ? 'it where it is' : 'them where they are'} used. Requests with an expired token fail.`,
    ],
    facts: events.map(({ name, expiresAt }) => [named(name), timeOf(expiresAt)] as const),
    action: { label: 'Open my tokens', url: `${origin}${page}` },
    reason: optionalReason(origin),
  };
}

const leaks: Readonly<Record<string, (name: string) => string>> = {
  token_leaked: (name) =>
    `The access token "${name}" was found in a public place and revoked. Create a new one and replace it where it was used.`,
  connection_leaked: (name) =>
    `A token of the app "${name}" was found in a public place, and its connection was revoked. Connect the app again where you use it.`,
  session_leaked: () =>
    'One of your sessions was found in a public place and ended. If you do not know how it got there, change your password.',
  invitation_leaked: (name) =>
    `The link of your invitation to ${name} was found in a public place, and the invitation was revoked. Send a new one privately.`,
};

export function leakedContent(
  { organization, origin }: Frame,
  events: readonly MailFields['credential_leaked'][],
): Content {
  return {
    organization,
    subject: `Found in public and revoked at ${organization}`,
    title: 'A secret of yours was found in public',
    paragraphs: events.map(
      ({ credential, name }) => leaks[credential]?.(named(name)) ?? 'A secret was revoked.',
    ),
    facts: events.map(({ at }) => ['Time', timeOf(at)] as const),
    advice: [`Everything that was created with it has been revoked too. See ${origin}${page}`],
    reason: `You get this message because it concerns your account at ${origin}.`,
  };
}

function optionalReason(origin: string): string {
  return `You get this message because it concerns your account. You can turn it off: ${origin}/settings/account/notifications`;
}
