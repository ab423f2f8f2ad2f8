import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import { audiences } from '../access/audience.ts';
import { plans } from '../access/plans.ts';
import { registrationModes, twoFactorModes } from '../access/policy.ts';
import { scopes } from '../access/scopes.ts';

const Text = Type.String();
const Id = Type.String();
const Count = Type.Integer({ minimum: 0 });
const Plan = Type.Enum([...plans]);
const Audience = Type.Enum([...audiences]);
const Scopes = Type.Immutable(Type.Array(Type.Enum([...scopes])));
const AllowedScopes = Type.Union([Scopes, Type.Null()]);
const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

const strict = { additionalProperties: false };
/** The changed fields, with their values before and after. */
function changed<Fields extends TProperties>(fields: Fields) {
  const partial = Type.Partial(Type.Object(fields, strict));
  return { before: partial, after: partial };
}
const TicketFields = Type.Partial(
  Type.Object({ title: Text, status: Text, priority: Text, assigneeId: orNull(Id) }, strict),
);

/** Why a credential was revoked, if not on request, and the leaked credential that it was created with. */
const revocation = { reason: Type.Optional(Text), leaked: Type.Optional(Id) };
const internality = { internal: Type.Optional(Type.Literal(true)) };
/** A rejected attempt: `email` is null for a text that is no email; `path` is the pattern of a route. */
const attempt = {
  reason: Text,
  email: Type.Optional(orNull(Text)),
  path: Type.Optional(orNull(Text)),
};

function event<const Targets extends readonly string[], Fields extends TProperties>(
  targets: Targets,
  fields: Fields,
) {
  return { targets, details: Type.Object(fields, strict) };
}

/**
 * Every action of the audit log, with the kinds of its target and the schema of its details. Details may contain the
 * state before and after; never a secret, a hash or a request body. Released names and fields never change, because
 * stored events have them.
 */
export const auditCatalog = {
  'organization.created': event(['organization'], { slug: Text, name: Text, plan: Plan }),
  'organization.changed': event(
    ['organization'],
    changed({
      name: Text,
      patsEnabled: Type.Boolean(),
      maxLifetimeDays: orNull(Count),
      expiryRequired: Type.Boolean(),
      idleRevocationDays: orNull(Count),
      registration: Type.Enum([...registrationModes]),
      twoFactorRequired: Type.Boolean(),
      twoFactor: Type.Enum([...twoFactorModes]),
      sessionIdleHours: Count,
      sessionLifetimeHours: Count,
      auditRetentionDays: orNull(Count),
      usageRetentionDays: orNull(Count),
    }),
  ),
  'single_sign_on.configured': event(['organization'], {
    ...changed({
      name: Text,
      issuer: Text,
      clientId: Text,
      scope: Text,
      domains: Text,
      defaultRole: orNull(Text),
      roleClaim: orNull(Text),
      roles: Text,
      required: Type.Boolean(),
      breakGlassUserId: orNull(Id),
      trustsSecondFactor: Type.Boolean(),
    }),
    secretChanged: Type.Optional(Type.Literal(true)),
    sessionsEnded: Type.Optional(Count),
  }),
  'single_sign_on.removed': event(['organization'], {
    name: Text,
    issuer: Text,
    sessionsEnded: Type.Optional(Count),
  }),
  'organization.plan_changed': event(['organization'], changed({ plan: Plan })),
  'organization.slug_changed': event(['organization'], {
    ...changed({ slug: Text }),
    sessionsEnded: Count,
  }),
  'organization.logo_changed': event(['organization'], {
    mediaType: Text,
    width: Count,
    height: Count,
    background: Text,
  }),
  'organization.logo_removed': event(['organization'], {}),
  'organization.deleted': event(['organization'], { slug: Text, name: Text, restorableUntil: Text }),
  'organization.restored': event(['organization'], {}),
  /** The events up to `through` were deleted; `hash` is that of the last one, in hexadecimal. */
  'organization.audit_pruned': event(['organization'], { through: Count, hash: Text }),

  'member.created': event(['user'], { email: Text, name: Text, role: Text }),
  'member.changed': event(
    ['user'],
    changed({
      name: Text,
      role: Text,
      state: Text,
      email: Text,
      userName: Text,
      externalId: orNull(Text),
      givenName: orNull(Text),
      familyName: orNull(Text),
    }),
  ),
  'member.offboarded': event(['user'], { tokensRevoked: Count, grantsEnded: Count }),
  'member.removed': event(['user'], {
    email: Text,
    name: Text,
    role: Text,
    grantsEnded: Type.Optional(Count),
  }),
  /** Personal data was removed from so many events; the digest covers what they contain since. */
  'member.erased': event(['user'], { events: Count, digest: Text }),
  'member.linked': event(['user'], { email: Text, issuer: Text, subject: Text }),
  'member.password_changed': event(['user'], { sessionsEnded: Count }),
  'member.second_factor_enabled': event(['user'], { sessionsEnded: Count }),
  'member.second_factor_disabled': event(['user'], {}),
  'member.second_factor_reset': event(['user'], { sessionsEnded: Count }),
  'member.backup_codes_renewed': event(['user'], {}),
  'member.password_reset_requested': event(['user'], { delivery: Text }),
  'member.password_reset': event(['user'], { sessionsEnded: Count }),
  'member.email_change_requested': event(['user'], { email: Text }),
  'member.email_change_canceled': event(['user'], { email: Text }),
  'member.email_changed': event(['user'], changed({ email: Text })),
  'member.notifications_changed': event(
    ['user'],
    changed({ tokenCreated: Type.Boolean(), tokenExpiring: Type.Boolean() }),
  ),

  'passkey.registered': event(['passkey'], { name: Text, userId: Id, sessionsEnded: Count }),
  'passkey.renamed': event(['passkey'], { userId: Id, ...changed({ name: Text }) }),
  'passkey.removed': event(['passkey'], { name: Text, userId: Id, sessionsEnded: Count }),
  'passkey.blocked': event(['passkey'], {
    name: Text,
    userId: Id,
    reason: Text,
    sessionsEnded: Type.Optional(Count),
  }),

  'invitation.created': event(['invitation'], {
    email: Text,
    role: Text,
    name: orNull(Text),
    boardIds: Type.Optional(Type.Array(Id)),
  }),
  'invitation.link_renewed': event(['invitation'], { email: Text, role: Text }),
  'invitation.accepted': event(['invitation'], {
    email: Text,
    role: Text,
    userId: Id,
    /** Of its boards, those that had been deleted, which the member did not get. */
    deletedBoardIds: Type.Optional(Type.Array(Id)),
  }),
  'invitation.revoked': event(['invitation'], {
    email: Text,
    role: Text,
    ...revocation,
    successorId: Type.Optional(Id),
  }),

  'session.started': event(['session'], { openedBy: Text, secondFactor: orNull(Text) }),
  'session.verified': event(['session'], { secondFactor: Text }),
  'session.confirmed': event(['session'], { method: Text }),
  'session.ended': event(['session'], {
    userId: Type.Optional(Id),
    ...revocation,
    successorId: Type.Optional(Id),
  }),

  'refusal.sign_in': event(['user', 'account'], attempt),
  'refusal.second_factor': event(['user', 'account'], attempt),
  'refusal.password': event(['user', 'account'], attempt),
  'refusal.single_sign_on': event(['user', 'account'], attempt),
  'refusal.invitation': event(['user', 'account'], attempt),
  'refusal.link': event(['user', 'account'], attempt),
  'refusal.limit': event(['user', 'account'], attempt),
  'refusal.summed': event(['user', 'account'], { kind: Text, count: Count, from: Text, to: Text }),

  'token.created': event(['token'], {
    name: Text,
    userId: Id,
    scopes: AllowedScopes,
    expiresAt: orNull(Text),
  }),
  'token.changed': event(['token'], {
    name: Text,
    userId: Id,
    ...changed({ name: Text, description: orNull(Text), scopes: AllowedScopes, expiresAt: orNull(Text) }),
  }),
  'token.rotated': event(['token'], { name: Text, userId: Id, successorId: Id, endsAt: Text }),
  'token.revoked': event(['token'], {
    name: Text,
    userId: Id,
    ...revocation,
    idleRevocationDays: Type.Optional(Count),
  }),

  'scim_token.created': event(['scim_token'], { name: Text, role: Text }),
  'scim_token.rotated': event(['scim_token'], { name: Text, successorId: Id, endsAt: Text }),
  'scim_token.revoked': event(['scim_token'], { name: Text, ...revocation }),

  'application.verified': event(['application'], { name: Text }),
  'application.unverified': event(['application'], { name: Text }),
  'application.blocked': event(['application'], {
    name: Text,
    grantsEnded: Type.Optional(Count),
    grantsEndedIsExact: Type.Optional(Type.Literal(false)),
    verificationWithdrawn: Type.Optional(Type.Literal(true)),
  }),
  'application.unblocked': event(['application'], { name: Text }),
  'resource_server.created': event(['resource_server'], { name: Text }),
  'resource_server.removed': event(['resource_server'], { name: Text, ...revocation }),

  'grant.allowed': event(['grant'], { client: Text, scopes: AllowedScopes, audience: Audience }),
  'grant.allowed_before': event(['grant'], {
    client: Text,
    scopes: AllowedScopes,
    audience: Audience,
    allowedBy: Id,
  }),
  'grant.denied': event(['access_request'], { client: Text }),
  'grant.exchanged': event(['grant'], { client: Text, scopes: AllowedScopes, audience: Audience }),
  'grant.refreshed': event(['grant'], {
    client: Text,
    scopes: AllowedScopes,
    repeated: Type.Boolean(),
    earlierDay: Type.Optional(Text),
    earlierRefreshes: Type.Optional(Type.Integer()),
  }),
  'grant.token_revoked': event(['grant'], { client: Text, token: Text }),
  'grant.code_reused': event(['grant'], { client: Text }),
  'grant.ended': event(['grant'], { client: Text, userId: Type.Optional(Id), ...revocation }),

  'board.created': event(['board'], { key: Text, name: Text }),
  'board.member_added': event(['board'], { userId: Id }),
  'board.member_removed': event(['board'], { userId: Id }),
  'ticket.created': event(['ticket'], {
    displayId: Text,
    title: Text,
    status: Text,
    priority: Text,
    assigneeId: orNull(Id),
  }),
  'ticket.changed': event(['ticket'], {
    before: Type.Optional(TicketFields),
    after: Type.Optional(TicketFields),
    descriptionChanged: Type.Optional(Type.Literal(true)),
  }),
  'board.renamed': event(['board'], changed({ name: Text })),
  'comment.created': event(['comment'], { ticketId: Id, ...internality }),
  'comment.changed': event(['comment'], { ticketId: Id, ...internality }),
  'comment.deleted': event(['comment'], { ticketId: Id, authorId: Id, ...internality }),
};

type Catalog = typeof auditCatalog;
type AuditAction = keyof Catalog;
/** The audit actions of rejected attempts. */
export type RefusalAction = Exclude<Extract<AuditAction, `refusal.${string}`>, 'refusal.summed'>;

type None = Readonly<Record<string, never>>;
type DetailsOf<Fields> = keyof Fields extends never ? None : Readonly<Fields>;

/** The details of an action. */
export type AuditDetails<Action extends AuditAction> = DetailsOf<Static<Catalog[Action]['details']>>;

type Target<Action extends AuditAction> = {
  readonly kind: Catalog[Action]['targets'][number];
  readonly id: string;
};
type EntryOf<Action extends AuditAction> =
  None extends AuditDetails<Action>
    ? { readonly action: Action; readonly target: Target<Action>; readonly details?: AuditDetails<Action> }
    : { readonly action: Action; readonly target: Target<Action>; readonly details: AuditDetails<Action> };

/** An event for the audit log: one of the actions, with the target and details that belong to it. */
export type AuditEntry = { [Action in AuditAction]: EntryOf<Action> }[AuditAction];
