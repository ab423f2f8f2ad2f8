import type { MailFields } from '../kinds.ts';
import { type Content, named, timeOf } from './content.ts';
import type { Frame } from './frame.ts';

export function resetContent(
  { organization, origin, secret }: Frame,
  { by, expiresAt }: MailFields['password_reset'],
): Content {
  const who =
    by === null
      ? 'Somebody requested this link with your email.'
      : `${named(by)}, an administrator, requested this link for you.`;
  return {
    organization,
    subject: `Set a new password at ${organization}`,
    title: 'Set a new password',
    paragraphs: [who, 'When you set a new password, all your sessions end.'],
    action: { label: 'Choose a new password', url: `${origin}/reset-password#${secret}` },
    advice: [
      `The link works once, until ${timeOf(expiresAt)}. Do not forward this message.`,
      'If you do not want a new password, ignore this message. Your password stays as it is.',
    ],
    reason: `You get this message because it concerns your account at ${origin}.`,
  };
}

const confirmPage = '/confirm-email';

export function emailChangeCurrentContent(
  { organization, origin, secret }: Frame,
  { current, new: next, expiresAt }: MailFields['email_change_current'],
): Content {
  return {
    organization,
    subject: `Confirm that you leave this email at ${organization}`,
    title: 'Your email is about to change',
    paragraphs: [
      'Your account is about to get another email. Both addresses have to confirm: open the link here and the one that went to the new email.',
    ],
    facts: [
      ['Current email', named(current)],
      ['New email', named(next)],
    ],
    action: { label: 'Look at the change', url: `${origin}${confirmPage}#${secret}` },
    advice: [
      `The change ends by itself if it is not confirmed until ${timeOf(expiresAt)}.`,
      `If it was not you, open the link and cancel the change. Then change your password: ${origin}/settings/account/security`,
    ],
    reason: `You get this message because it concerns your account at ${origin}.`,
  };
}

export function emailChangeNewContent(
  { organization, origin, secret }: Frame,
  { current, new: next, expiresAt }: MailFields['email_change_new'],
): Content {
  return {
    organization,
    subject: `Confirm your new email at ${organization}`,
    title: 'Confirm your new email',
    paragraphs: ['A member wants to use this address to sign in. Both addresses have to confirm.'],
    facts: [
      ['Current email', named(current)],
      ['New email', named(next)],
    ],
    action: { label: 'Look at the change', url: `${origin}${confirmPage}#${secret}` },
    advice: [
      `The change ends by itself if it is not confirmed until ${timeOf(expiresAt)}.`,
      'If this is not your account, ignore this message.',
    ],
    reason: `You get this message because a member of ${organization} entered this address at ${origin}.`,
  };
}
