import { type Static, Type } from 'typebox';
import { plans } from '../access/plans.ts';
import { registrationModes } from '../access/policy.ts';
import { nullable } from '../contract/schemas.ts';

/** Maximum length of a member's or organization's name, in code points. */
export const nameLength = 100;
const maxDays = 3_650;

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
  twoFactorRequired: Type.Boolean({ description: 'Whether members must sign in with a second factor.' }),
};
const Policy = Type.Object(policyFields);
/** Any part of a policy. */
export const PolicyChange = Type.Partial(Policy, { additionalProperties: false });

export const Organization = Type.Object(
  {
    id: Type.String(),
    slug: Type.String(),
    name: Type.String(),
    plan: Type.Enum([...plans]),
    policy: Policy,
  },
  { title: 'Organization' },
);

export const OrganizationChange = Type.Object(
  {
    name: Type.Optional(Type.String()),
    policy: Type.Optional(PolicyChange),
  },
  { additionalProperties: false },
);
export type OrganizationChange = Static<typeof OrganizationChange>;
