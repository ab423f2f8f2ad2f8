import type { MailFields } from '../kinds.ts';
import { browserOf } from './browser.ts';
import type { Content } from './content.ts';
import { type Facts, factsOf } from './facts.ts';
import type { Frame } from './frame.ts';

const ofAccount = ({ origin }: Frame) =>
  `You get this message because it concerns your account at ${origin}.`;

export function signInContent(frame: Frame, events: readonly MailFields['new_sign_in'][]): Content {
  const { organization, origin } = frame;
  const isOne = events.length === 1;
  return {
    organization,
    subject: `New sign-in to ${organization}`,
    title: isOne ? 'New sign-in to your account' : `${events.length} new sign-ins to your account`,
    paragraphs: [
      'Somebody signed in to your account with a browser or from a place that was not used before.',
    ],
    facts: events.flatMap((event): Facts => [...factsOf(event), ['Browser', browserOf(event.userAgent)]]),
    advice: [
      `If it was you, there is nothing to do. If not, change your password at once and end all sessions: ${origin}/settings/account/security`,
    ],
    reason: ofAccount(frame),
  };
}

const changes = {
  enabled: ['turned on', 'From now on, signing in takes your password and a code.'],
  disabled: ['turned off', 'From now on, your password alone is enough to sign in.'],
  app_removed: [
    'changed',
    'Your authenticator app was removed from your account. Your second factor is a passkey or a backup code now.',
  ],
  passkey_added: ['changed', 'A passkey was added to your account. It can be used to sign in.'],
  passkey_removed: [
    'changed',
    'A passkey was removed from your account. It can no longer be used to sign in.',
  ],
  backup_codes_renewed: ['changed', 'You have new backup codes; the old ones no longer work.'],
  reset: [
    'reset by an administrator',
    'Your second factor and your backup codes were deleted, and your sessions ended. Sign in with your password and set up a new one.',
  ],
} as const;

export function secondFactorContent(
  frame: Frame,
  events: readonly MailFields['second_factor_changed'][],
): Content {
  const { organization, origin } = frame;
  const described = events.map(({ change }) => changes[change]);
  const [last = changes.enabled] = described.slice(-1);
  return {
    organization,
    subject: `Your second factor at ${organization} was ${last[0]}`,
    title: `Your second factor was ${last[0]}`,
    paragraphs: described.map(([, text]) => text),
    facts: events.flatMap(factsOf),
    advice: [
      `If it was not you, change your password and end all sessions: ${origin}/settings/account/security. If you cannot sign in, ask an administrator of ${organization}.`,
    ],
    reason: ofAccount(frame),
  };
}

export function passwordContent(frame: Frame, events: readonly MailFields['password_changed'][]): Content {
  const { organization, origin } = frame;
  return {
    organization,
    subject: `Your password at ${organization} was changed`,
    title: 'Your password was changed',
    paragraphs: ['Your other sessions have ended. Your access tokens keep working.'],
    facts: events.flatMap(factsOf),
    advice: [
      `If it was not you, set a new password with "Forgot password" at ${origin}/sign-in, and ask an administrator of ${organization}.`,
    ],
    reason: ofAccount(frame),
  };
}
