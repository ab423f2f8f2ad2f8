import {
  because,
  changes,
  countOf,
  ending,
  expiry,
  fromTo,
  onOff,
  type Phrases,
  plain,
  quoted,
  role,
  type Summary,
} from './words.ts';

const days = (value: unknown) => countOf(value, 'day') ?? '0 days';
const hours = (value: unknown) => countOf(value, 'hour') ?? '0 hours';
const twoFactorModes: Readonly<Record<string, string>> = {
  off: 'no longer required a second factor',
  required: 'required a second factor',
  'phishing-resistant': 'required a passkey as second factor',
};
const registrationModes: Readonly<Record<string, string>> = {
  open: 'let every app register',
  authenticated: 'let apps register only for signed-in members',
  off: 'let no app register',
};

const organization: Phrases = {
  name: fromTo("the organization's name", quoted),
  slug: fromTo('the slug'),
  patsEnabled: onOff('allowed access tokens', 'no longer allowed access tokens'),
  expiryRequired: onOff('required an expiry', 'no longer required an expiry'),
  maxLifetimeDays: (_before, after) => (after === null ? 'no maximum lifetime' : `maximum ${days(after)}`),
  idleRevocationDays: (_before, after) =>
    after === null ? 'unused tokens are no longer revoked' : `tokens unused for ${days(after)} are revoked`,
  registration: (_before, after) => registrationModes[String(after)] ?? `app registration: ${plain(after)}`,
  // `twoFactor` says the same and more.
  twoFactorRequired: (_before, after, { after: all }) =>
    'twoFactor' in all ? null : (twoFactorModes[after === true ? 'required' : 'off'] ?? null),
  twoFactor: (_before, after) => twoFactorModes[String(after)] ?? `second factor: ${plain(after)}`,
  sessionIdleHours: (_before, after) => `sessions end after ${hours(after)} without use`,
  auditRetentionDays: (_before, after) =>
    after === null
      ? "the audit log is kept as the server's operator sets it"
      : `events of the audit log are deleted after ${days(after)}`,
  usageRetentionDays: (_before, after) =>
    after === null
      ? 'the use of tokens is kept as long as possible'
      : `the use of tokens is deleted after ${days(after)}`,
  sessionLifetimeHours: (_before, after) => `sessions end ${hours(after)} after sign-in`,
};

const singleSignOn: Phrases = {
  name: fromTo('its name', quoted),
  issuer: fromTo('the issuer'),
  clientId: fromTo('the client ID'),
  scope: fromTo('the scopes'),
  domains: fromTo('the domains'),
  defaultRole: fromTo('the default role', role),
  roleClaim: fromTo('the claim of roles'),
  roles: fromTo('the roles of its groups'),
  required: onOff('required it for sign-in', 'no longer required it for sign-in'),
  breakGlassUserId: (_before, after, { person }) =>
    after === null ? 'no break-glass administrator' : `break-glass administrator: ${person(after)}`,
  trustsSecondFactor: onOff('trusted its second factor', 'no longer trusted its second factor'),
};

/** Summaries of what concerns the organization as a whole. */
export const organizationSummaries: Readonly<Record<string, Summary>> = {
  'organization.created': ({ details }) =>
    `Created the organization ${quoted(details.name)} on the plan ${plain(details.plan)}`,
  'organization.changed': (told) => changes(told, organization) || 'Changed the organization',
  'organization.plan_changed': (told) => changes(told, { plan: fromTo('the plan') }) || 'Changed the plan',
  'organization.slug_changed': (told) =>
    `${changes(told, { slug: fromTo('the slug') }) || 'Changed the slug'}${ending(told.details.sessionsEnded, 'session')}`,
  'organization.logo_changed': ({ details }) =>
    `Changed the logo to ${plain(details.width)} × ${plain(details.height)} pixels`,
  'organization.logo_removed': () => 'Removed the logo',
  'organization.deleted': ({ details }) =>
    `Deleted the organization ${quoted(details.name)}, restorable ${expiry(details.restorableUntil)}`,
  'organization.restored': () => 'Restored the organization',
  'organization.audit_pruned': ({ details }) =>
    `Deleted the audit events up to number ${plain(details.through)}`,
  'single_sign_on.configured': (told) => {
    const { secretChanged, sessionsEnded } = told.details;
    const all = [changes(told, singleSignOn), secretChanged === true && 'changed the client secret'];
    const said = all.filter(Boolean).join('; ') || 'saved without a change';
    return `Single sign-on: ${said.charAt(0).toLowerCase()}${said.slice(1)}${ending(sessionsEnded, 'session')}`;
  },
  'single_sign_on.removed': ({ details }) =>
    `Removed single sign-on with ${quoted(details.name)}${ending(details.sessionsEnded, 'session')}`,

  'application.verified': ({ details }) => `Verified the app ${quoted(details.name)}`,
  'application.unverified': ({ details }) => `Unverified the app ${quoted(details.name)}`,
  'application.blocked': ({ details }) =>
    `Blocked the app ${quoted(details.name)}${ending(details.grantsEnded, 'connection')}`,
  'application.unblocked': ({ details }) => `Unblocked the app ${quoted(details.name)}`,
  'resource_server.created': ({ details }) => `Created the resource server ${quoted(details.name)}`,
  'resource_server.removed': (told) =>
    `Removed the resource server ${quoted(told.details.name)}${because(told)}`,
};
