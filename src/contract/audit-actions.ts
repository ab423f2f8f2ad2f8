import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import { audiences } from '../access/audience.ts';
import { plans } from '../access/plans.ts';
import { registrationModes } from '../access/policy.ts';
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
    }),
  ),
  'organization.plan_changed': event(['organization'], changed({ plan: Plan })),

  'member.created': event(['user'], { email: Text, name: Text, role: Text }),
  'member.changed': event(['user'], changed({ name: Text, role: Text, state: Text })),
  'member.removed': event(['user'], {
    email: Text,
    name: Text,
    role: Text,
    grantsEnded: Type.Optional(Count),
  }),
  'member.password_changed': event(['user'], { sessionsEnded: Count }),
  'member.second_factor_enabled': event(['user'], { sessionsEnded: Count }),
  'member.second_factor_disabled': event(['user'], {}),
  'member.second_factor_reset': event(['user'], { sessionsEnded: Count }),
  'member.backup_codes_renewed': event(['user'], {}),

  'invitation.created': event(['invitation'], { email: Text, role: Text, name: orNull(Text) }),
  'invitation.link_renewed': event(['invitation'], { email: Text, role: Text }),
  'invitation.accepted': event(['invitation'], { email: Text, role: Text, userId: Id }),
  'invitation.revoked': event(['invitation'], {
    email: Text,
    role: Text,
    ...revocation,
    successorId: Type.Optional(Id),
  }),

  'session.started': event(['session'], { openedBy: Text, secondFactor: orNull(Text) }),
  'session.verified': event(['session'], { secondFactor: Text }),
  'session.ended': event(['session'], {
    userId: Type.Optional(Id),
    ...revocation,
    successorId: Type.Optional(Id),
  }),

  'refusal.sign_in': event(['user', 'account'], attempt),
  'refusal.second_factor': event(['user', 'account'], attempt),
  'refusal.password': event(['user', 'account'], attempt),
  'refusal.invitation': event(['user', 'account'], attempt),
  'refusal.limit': event(['user', 'account'], attempt),
  'refusal.summed': event(['user', 'account'], { kind: Text, count: Count, from: Text, to: Text }),

  'token.created': event(['token'], {
    name: Text,
    userId: Id,
    scopes: AllowedScopes,
    expiresAt: orNull(Text),
  }),
  'token.rotated': event(['token'], { name: Text, userId: Id, successorId: Id, endsAt: Text }),
  'token.revoked': event(['token'], {
    name: Text,
    userId: Id,
    ...revocation,
    idleRevocationDays: Type.Optional(Count),
  }),

  'application.verified': event(['application'], { name: Text }),
  'application.unverified': event(['application'], { name: Text }),
  'application.blocked': event(['application'], {
    name: Text,
    grantsEnded: Type.Optional(Count),
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
  'grant.refreshed': event(['grant'], { client: Text, scopes: AllowedScopes, repeated: Type.Boolean() }),
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
  'comment.created': event(['comment'], { ticketId: Id }),
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
