import { type Static, Type } from 'typebox';
import { plans } from '../access/plans.ts';
import { registrationModes, twoFactorModes, usageRetention } from '../access/policy.ts';
import { nullable } from '../contract/schemas.ts';
import { shortestRetention } from '../contract/settings.ts';
import { Logo } from './logo/schema.ts';

/** Maximum length of a member's or organization's name, in code points. */
export const nameLength = 100;
const maxDays = 3_650;
/** A year. */
const maxHours = 8_760;

const days = Type.Integer({ minimum: 1, maximum: maxDays });
const policyFields = {
  patsEnabled: Type.Boolean({ description: 'Whether personal access tokens are allowed.' }),
  maxLifetimeDays: nullable({ ...days, description: 'Maximum lifetime of a new token; null for no limit.' }),
  expiryRequired: Type.Boolean({ description: 'Whether a new token must expire.' }),
  idleRevocationDays: nullable({
    ...days,
    description: 'Tokens unused for this long are revoked; null for never.',
  }),
  registration: Type.Enum([...registrationModes], { description: 'Who can register OAuth clients.' }),
  twoFactorRequired: Type.Boolean({
    description: 'Whether members must sign in with a second factor: false if twoFactor is off.',
  }),
  twoFactor: Type.Enum([...twoFactorModes], {
    description: 'Which second factor members must sign in with: none, any, or a passkey.',
  }),
  sessionIdleHours: Type.Integer({
    minimum: 1,
    maximum: maxHours,
    description: 'Hours without a request after which a session ends.',
  }),
  sessionLifetimeHours: Type.Integer({
    minimum: 1,
    maximum: maxHours,
    description: 'Hours after the sign-in at which a session ends, used or not.',
  }),
  auditRetentionDays: nullable(
    Type.Integer({
      minimum: shortestRetention,
      maximum: maxDays,
      description:
        "Days after which events of the audit log are deleted; null for the setting of the server's operator. The shorter one applies. Only a session can change it.",
    }),
  ),
  usageRetentionDays: nullable(
    Type.Integer({
      minimum: usageRetention.shortest,
      maximum: usageRetention.longest,
      description: `Days after which the daily use of tokens and the addresses that used them are deleted; null for ${usageRetention.longest}. Only a session can change it.`,
    }),
  ),
};
const Policy = Type.Object(policyFields);
/** Any part of a policy. */
export const PolicyChange = Type.Partial(Policy, { additionalProperties: false });
export type PolicyChange = Static<typeof PolicyChange>;

export const Organization = Type.Object(
  {
    id: Type.String(),
    slug: Type.String(),
    name: Type.String(),
    plan: Type.Enum([...plans], { description: 'The operator of the server sets it.' }),
    logo: nullable(Logo),
    policy: Policy,
    retention: Type.Object(
      {
        auditDays: nullable(
          Type.Integer({
            description: 'Days after which events of the audit log are deleted; null: they stay.',
          }),
        ),
        operatorAuditDays: nullable(
          Type.Integer({
            description: "The operator's setting, which a policy cannot exceed; null if there is none.",
          }),
        ),
        usageDays: Type.Integer({ description: 'Days after which the use of tokens is deleted.' }),
      },
      { description: 'What applies of the policy and of the settings of the server.' },
    ),
  },
  { title: 'Organization' },
);

export const OrganizationChange = Type.Object(
  {
    name: Type.Optional(Type.String()),
    slug: Type.Optional(
      Type.String({
        description:
          'A new address, only in a session and in a request of its own. The old one stops immediately, and the sessions of all members end.',
      }),
    ),
    policy: Type.Optional(PolicyChange),
  },
  { additionalProperties: false },
);
export type OrganizationChange = Static<typeof OrganizationChange>;

export const AddressUses = Type.Object(
  {
    origin: Type.String({ description: 'The present address.' }),
    servesBareDomain: Type.Boolean({
      description: 'Whether the address without a subdomain is also of this organization, by its slug.',
    }),
    passkeys: Type.Boolean(),
    singleSignOn: Type.Boolean(),
    provisioning: Type.Boolean({ description: 'Whether an identity provider manages members over SCIM.' }),
    connectedApps: Type.Boolean(),
    obstacle: nullable(
      Type.String({ description: 'Why you could not sign in at another address; null if you could.' }),
    ),
  },
  { title: 'AddressUses' },
);

export const Deletion = Type.Object(
  { name: Type.String({ description: "The organization's name, to confirm." }) },
  { additionalProperties: false },
);
export const Deleted = Type.Object({
  restorableUntil: Type.String({
    format: 'date-time',
    description: 'Until then, the operator of the server can restore the organization.',
  }),
});
