import {
  because,
  changes,
  countOf,
  ending,
  fieldName,
  fromTo,
  onOff,
  type Phrases,
  plain,
  quoted,
  role,
  type Summary,
  type Told,
} from './words.ts';

const states: Readonly<Record<string, string>> = { active: 'activated', deactivated: 'deactivated' };
const member: Phrases = {
  name: fromTo('the name', quoted),
  role: fromTo('role', role),
  state: (_before, after) => states[String(after)] ?? `state: ${plain(after)}`,
  email: fromTo('the email'),
  userName: fromTo('the user name'),
  externalId: fromTo('the external ID'),
  givenName: fromTo('the given name', quoted),
  familyName: fromTo('the family name', quoted),
};
const notifications: Phrases = {
  tokenCreated: onOff('turned on messages about new tokens', 'turned off messages about new tokens'),
  tokenExpiring: onOff(
    'turned on messages about expiring tokens',
    'turned off messages about expiring tokens',
  ),
};

/** The member whom an event is about, by name. */
const who = ({ target, person }: Told) => person(target.id);
/** ` of Cora`, unless the actor is the member. */
const whose = (told: Told) => (told.target.id === told.actorId ? '' : ` of ${who(told)}`);
/** The member whose a passkey is, unless it is the actor. */
const owner = ({ details, actorId, person }: Told) =>
  details.userId === actorId ? '' : ` of ${person(details.userId)}`;

const openings: Readonly<Record<string, string>> = {
  password: 'a password',
  passkey: 'a passkey',
  invitation: 'an invitation',
  single_sign_on: 'single sign-on',
};
const factors: Readonly<Record<string, string>> = {
  password: 'the password',
  totp: 'an authenticator app',
  backup_code: 'a backup code',
  passkey: 'a passkey',
  identity_provider: 'the second factor of the identity provider',
};
const factor = (value: unknown) => factors[String(value)] ?? plain(value);

/** Says whose attempt it was. The email is missing if what was typed is none. */
function attempt(what: string): Summary {
  return (told) => {
    const { email, path } = told.details;
    const name = told.target.kind === 'user' ? who(told) : typeof email === 'string' ? plain(email) : null;
    const at = typeof path === 'string' ? ` at ${plain(path)}` : '';
    return `${what}${name === null ? '' : ` as ${name}`}${at}${because(told)}`;
  };
}

const failed = {
  'refusal.sign_in': attempt('Failed to sign in'),
  'refusal.second_factor': attempt('Entered a wrong second factor'),
  'refusal.password': attempt('Entered a wrong password'),
  'refusal.single_sign_on': attempt('Failed to sign in with single sign-on'),
  'refusal.invitation': attempt('Used an invalid invitation'),
  'refusal.link': attempt('Used an invalid link'),
  'refusal.limit': attempt('Was stopped by a limit'),
  'refusal.summed': (told: Told) => {
    const { kind, count } = told.details;
    const name = told.target.kind === 'user' ? ` as ${who(told)}` : '';
    const what = fieldName(String(kind).replace('refusal.', ''));
    return `${countOf(count, 'more failed attempt') ?? 'More failed attempts'}${name}: ${what}`;
  },
} satisfies Readonly<Record<string, Summary>>;

/** Summaries of what concerns members: their accounts, sign-ins and failed attempts. */
export const memberSummaries: Readonly<Record<string, Summary>> = {
  'member.created': ({ details }) => `Added ${plain(details.name)} as ${role(details.role)}`,
  'member.changed': (told) => {
    const { target, actorId } = told;
    const said = changes(told, member) || 'Changed the member';
    return target.id === actorId ? said : `${said} · ${who(told)}`;
  },
  'member.erased': ({ details }) =>
    `Erased the personal data of a removed member, also from ${countOf(details.events, 'audit event')}`,
  'member.removed': ({ details }) =>
    `Removed ${plain(details.name)} (${plain(details.email)})${ending(details.grantsEnded, 'connection')}`,
  'member.offboarded': (told) => {
    const { tokensRevoked, grantsEnded } = told.details;
    const ended = [countOf(tokensRevoked, 'token'), countOf(grantsEnded, 'connection')].filter(Boolean);
    return `Ended the access of ${who(told)}${ended.length > 0 ? `: ${ended.join(' and ')}` : ''}`;
  },
  'member.linked': (told) => `Linked an account of ${plain(told.details.issuer)} to ${who(told)}`,
  'member.password_changed': ({ details }) =>
    `Changed their password${ending(details.sessionsEnded, 'other session')}`,
  'member.second_factor_enabled': ({ details }) =>
    `Turned on two-factor authentication${ending(details.sessionsEnded, 'other session')}`,
  'member.second_factor_disabled': () => 'Turned off two-factor authentication',
  'member.second_factor_reset': (told) =>
    `Reset the second factor of ${who(told)}${ending(told.details.sessionsEnded, 'session')}`,
  'member.backup_codes_renewed': () => 'Replaced their backup codes',
  'member.password_reset_requested': (told) =>
    `Requested a link to set a new password for ${who(told)}, ${told.details.delivery === 'link' ? 'shown in the dashboard' : 'sent by e-mail'}`,
  'member.password_reset': (told) =>
    `Set a new password${whose(told)} with a link${ending(told.details.sessionsEnded, 'session')}`,
  'member.email_change_requested': (told) =>
    `Requested to change the email${whose(told)} to ${plain(told.details.email)}`,
  'member.email_change_canceled': (told) =>
    `Canceled the change of the email${whose(told)} to ${plain(told.details.email)}`,
  'member.email_changed': (told) =>
    `${changes(told, { email: fromTo('the email') }) || 'Changed the email'}${whose(told)}`,
  'member.notifications_changed': (told) => changes(told, notifications) || 'Changed their notifications',

  'passkey.registered': (told) =>
    `Registered the passkey ${quoted(told.details.name)}${owner(told)}${ending(told.details.sessionsEnded, 'other session')}`,
  'passkey.renamed': (told) =>
    changes(told, {
      name: (before, after) => `renamed the passkey ${quoted(before)} to ${quoted(after)}`,
    }) || 'Renamed a passkey',
  'passkey.removed': (told) =>
    `Removed the passkey ${quoted(told.details.name)}${owner(told)}${ending(told.details.sessionsEnded, 'session')}`,
  'passkey.blocked': (told) =>
    `Blocked the passkey ${quoted(told.details.name)}${owner(told)}${because(told)}${ending(told.details.sessionsEnded, 'session')}`,

  'invitation.created': ({ details }) => {
    const { email, boardIds } = details;
    const boards = countOf(Array.isArray(boardIds) ? boardIds.length : 0, 'board');
    return `Invited ${plain(email)} as ${role(details.role)}${boards === null ? '' : ` on ${boards}`}`;
  },
  'invitation.link_renewed': ({ details }) => `Renewed the invitation of ${plain(details.email)}`,
  'invitation.accepted': ({ details }) =>
    `Accepted the invitation of ${plain(details.email)} as ${role(details.role)}`,
  'invitation.revoked': (told) => `Revoked the invitation of ${plain(told.details.email)}${because(told)}`,

  'session.started': ({ details }) => {
    const { openedBy, secondFactor } = details;
    const opening = openings[String(openedBy)] ?? plain(openedBy);
    const isBoth = secondFactor !== null && secondFactor !== openedBy;
    return `Signed in with ${opening}${isBoth ? ` and ${factor(secondFactor)}` : ''}`;
  },
  'session.verified': ({ details }) => `Verified the session with ${factor(details.secondFactor)}`,
  'session.confirmed': ({ details }) => `Confirmed their identity with ${factor(details.method)}`,
  'session.ended': (told) => {
    const { userId } = told.details;
    const isOwn = userId === undefined || userId === told.actorId;
    return `${isOwn ? 'Signed out' : `Ended a session of ${told.person(userId)}`}${because(told)}`;
  },
  ...failed,
};
