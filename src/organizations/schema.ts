import { Type } from 'typebox';
import { plans } from '../access/plans.ts';
import { registrationModes } from '../access/policy.ts';
import { roles } from '../access/roles.ts';
import { scopes } from '../access/scopes.ts';
import { nullable, pageOf, pageQuery, Timestamp } from '../contract/schemas.ts';

export const memberStates = ['active', 'deactivated'] as const;
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

export const User = Type.Object(
  {
    id: Type.String({ examples: ['usr_…'] }),
    email: Type.String(),
    name: Type.String(),
    role: Type.Enum([...roles]),
    state: Type.Enum([...memberStates]),
    createdAt: Timestamp,
  },
  { title: 'User' },
);
export const UserPage = pageOf(User);
export const UserQuery = Type.Object(pageQuery);

export const UserChange = Type.Object(
  {
    name: Type.Optional(Type.String()),
    role: Type.Optional(Type.Enum([...roles])),
    state: Type.Optional(Type.Enum([...memberStates])),
  },
  { additionalProperties: false },
);

const invitationFields = {
  id: Type.String({ examples: ['inv_…'] }),
  email: Type.String(),
  role: Type.Enum([...roles]),
  name: nullable(Type.String({ description: 'A suggestion by the inviter. The member chooses their name.' })),
  createdAt: Timestamp,
  expiresAt: Timestamp,
  invitedBy: Type.Object({ id: Type.String({ examples: ['usr_…'] }), name: Type.String() }),
};
export const InvitationPage = pageOf(Type.Object(invitationFields, { title: 'Invitation' }));
export const InvitationQuery = Type.Object(pageQuery);
export const CreatedInvitation = Type.Object(
  {
    ...invitationFields,
    link: Type.Optional(
      Type.String({
        description: 'The link to send to the invited person. Shown only once, and only to a session.',
      }),
    ),
  },
  { title: 'CreatedInvitation' },
);
export const InvitationLink = Type.Object(
  { link: Type.String({ description: 'The link to send to the invited person. Shown only once.' }) },
  { title: 'InvitationLink' },
);
export const InvitationRequest = Type.Object(
  {
    email: Type.String({ format: 'email' }),
    role: Type.Enum([...roles]),
    name: Type.Optional(nullable(Type.String())),
  },
  { additionalProperties: false },
);

export const Me = Type.Object(
  {
    user: Type.Object({ id: Type.String(), email: Type.String(), name: Type.String() }),
    organization: Type.Object({
      id: Type.String(),
      slug: Type.String(),
      name: Type.String(),
      plan: Type.Enum([...plans]),
    }),
    role: Type.Enum([...roles]),
    authentication: Type.Object({
      method: Type.Enum(['pat', 'oauth', 'session']),
      tokenId: Type.Optional(Type.String()),
      clientId: Type.Optional(Type.String({ description: 'The OAuth client.' })),
      grantId: Type.Optional(Type.String({ examples: ['grt_…'] })),
      sessionId: Type.Optional(Type.String()),
      scopes: Type.Optional(nullable(Type.Array(Type.Enum([...scopes])))),
    }),
  },
  { title: 'Me' },
);

export const VerifyQuery = Type.Object({
  allow: Type.Optional(
    Type.Union([Type.String(), Type.Array(Type.String())], {
      description:
        'The allowed authentication methods: pat, session and oauth, separated by commas. Default: pat,session.',
      examples: ['pat,session,oauth'],
    }),
  ),
  scope: Type.Optional(
    Type.Union([Type.String(), Type.Array(Type.String())], {
      description: 'The required scopes, separated by spaces or as several parameters.',
      examples: ['tickets:read'],
    }),
  ),
});
export const Verified = Type.Null({
  description: 'The credential is valid.',
  headers: {
    'X-Spedy-User': { ...Type.String(), description: "The member's id.", example: 'usr_…' },
    'X-Spedy-Organization': { ...Type.String(), description: "The organization's slug." },
    'X-Spedy-Role': Type.Enum([...roles]),
    'X-Spedy-Scopes': {
      ...Type.String(),
      description: 'Separated by spaces; all scopes for a credential without scopes.',
    },
    'X-Spedy-Method': Type.Enum(['pat', 'session', 'oauth'], {
      description: 'How the request authenticated.',
    }),
    'X-Spedy-Credential': {
      ...Type.String(),
      description: "The id of the token, of the session, or of the OAuth token's connection.",
      example: 'tok_…',
    },
    'X-Spedy-Client': { ...Type.String(), description: 'The client id; only for OAuth access tokens.' },
  },
});
