import type { MailFields } from '../kinds.ts';
import { type Content, named, timeOf } from './content.ts';
import { factsOf } from './facts.ts';
import type { Frame } from './frame.ts';

const roleNames: Readonly<Record<string, string>> = {
  ADMIN: 'an admin',
  TEAM_MEMBER: 'a team member',
  CUSTOMER: 'a customer',
};

export function invitationContent(
  { organization, origin, secret }: Frame,
  { inviter, role, expiresAt }: MailFields['invitation'],
): Content {
  return {
    organization,
    subject: `Invitation to ${organization}`,
    title: `Join ${organization}`,
    paragraphs: [
      `${named(inviter)} invited you to join ${organization} as ${roleNames[role] ?? 'a member'}. Choose a name and a password to sign in.`,
    ],
    // Browsers do not send the fragment to servers, which keeps the secret out of logs.
    action: { label: 'Accept the invitation', url: `${origin}/invitation#${secret}` },
    advice: [
      `The link works once, until ${timeOf(expiresAt)}. Do not forward this message: anyone with the link can join in your place.`,
      'If you do not know this person or this organization, ignore this message.',
    ],
    reason: `You get this message because an administrator of ${organization} entered this address at ${origin}.`,
  };
}

export function removedContent(
  { organization, origin }: Frame,
  { at }: MailFields['member_removed'],
): Content {
  return {
    organization,
    subject: `You are no longer a member of ${organization}`,
    title: 'Your account was removed',
    paragraphs: [
      `An administrator removed your account at ${organization}. Your sessions, access tokens and connected apps have ended, and you can no longer sign in.`,
    ],
    facts: [['Time', timeOf(at)]],
    advice: ['If you think that this is a mistake, ask an administrator.'],
    reason: `You get this message because you had an account at ${origin}.`,
  };
}

/** Says who reset an administrator's way to sign in. */
export function resetOf({ of, by, what }: MailFields['admin_reset']): string {
  const actor = by === null ? 'The operator of the server' : named(by);
  return what === 'password'
    ? `${actor} created a link to reset the password of the administrator ${named(of)}.`
    : `${actor} reset the second factor of the administrator ${named(of)}.`;
}

export function adminResetContent(
  { organization, origin }: Frame,
  events: readonly MailFields['admin_reset'][],
): Content {
  return {
    organization,
    subject: `The sign-in of an administrator of ${organization} was reset`,
    title: 'An administrator’s sign-in was reset',
    paragraphs: [...events.map(resetOf), 'Every administrator gets this message.'],
    facts: events.flatMap(factsOf),
    advice: [
      'If nobody expects this, deactivate these accounts under Settings > Organization > Members, and look into the audit log.',
    ],
    reason: `You get this message because you are an administrator at ${origin}.`,
  };
}

/** Names who deleted an organization. */
export function deleterOf(by: string | null): string {
  return by === null ? 'The operator of the server' : `The administrator ${named(by)}`;
}

export function deletedContent(
  { organization, origin }: Frame,
  { by, restorableUntil, ...event }: MailFields['organization_deleted'],
): Content {
  const actor = deleterOf(by);
  return {
    organization,
    subject: `${organization} was deleted`,
    title: `${organization} was deleted`,
    paragraphs: [
      `${actor} deleted the organization ${organization}. Its address, its members’ accounts and all access tokens, connected apps and provisioning have stopped.`,
      `Everything is kept until ${timeOf(restorableUntil)}. Then it is erased permanently.`,
    ],
    facts: factsOf(event),
    advice: [
      'If this is a mistake, or if nobody expects it, ask the operator of the server to restore the organization before then.',
      'Every administrator gets this message.',
    ],
    reason: `You get this message because you were an administrator at ${origin}.`,
  };
}
