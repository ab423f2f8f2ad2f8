import { type Static, Type } from 'typebox';
import { roles } from '../../access/roles.ts';
import { nullable, Timestamp } from '../../contract/schemas.ts';

/** Roles that a new member can have without a mapping. */
export const defaultRoles = ['TEAM_MEMBER', 'CUSTOMER'] as const;
type DefaultRole = (typeof defaultRoles)[number];

const RoleMapping = Type.Object(
  { value: Type.String({ minLength: 1, maxLength: 255 }), role: Type.Enum([...roles]) },
  { additionalProperties: false },
);
export type RoleMapping = Static<typeof RoleMapping>;

const fields = {
  name: Type.String({ description: 'Its name on the sign-in page, as in "Continue with Okta".' }),
  issuer: Type.String({
    maxLength: 500,
    description: "The provider's issuer URL, under which it publishes /.well-known/openid-configuration.",
    examples: ['https://acme.okta.com'],
  }),
  clientId: Type.String({ minLength: 1, maxLength: 255 }),
  domains: Type.Array(Type.String({ maxLength: 253 }), {
    maxItems: 50,
    description:
      'Domains of emails that the provider verifies. Without an earlier link, only people with a verified email in one of them can sign in.',
    examples: [['acme.example']],
  }),
  defaultRole: Type.Unsafe<DefaultRole | null>({
    type: ['string', 'null'],
    enum: [...defaultRoles, null],
    description: 'The role of members to whom no entry of `roles` applies; null refuses them.',
  }),
  roleClaim: nullable(
    Type.String({
      maxLength: 255,
      description:
        'The claim whose values `roles` maps, such as `groups`, at each sign-in. null leaves the roles of members as they are.',
    }),
  ),
  roles: Type.Array(RoleMapping, {
    maxItems: 100,
    description: 'Values of the claim and their roles. If several apply, the role with the most permissions.',
  }),
  scope: Type.String({
    default: 'openid email profile',
    maxLength: 500,
    description: 'The scopes to request, separated by spaces.',
  }),
  required: Type.Boolean({
    description: 'Whether members can sign in only with the provider, and not with a password.',
  }),
  breakGlassUserId: nullable(
    Type.String({
      description: 'The administrator who can still sign in with a password although it is required.',
      examples: ['usr_8k2v7q5m1x9c4t6w3b8z0ae'],
    }),
  ),
  trustsSecondFactor: Type.Boolean({
    description: 'Whether the provider requires a second factor, so that its sign-ins count as verified.',
  }),
};

/** The settings of an identity provider, as clients send them. */
export const IdentityProviderInput = Type.Object(
  {
    ...fields,
    clientSecret: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 2_000,
        description: 'Never returned. Omit it to keep the stored one, unless issuer or clientId change.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type IdentityProviderInput = Static<typeof IdentityProviderInput>;

const IdentityProvider = Type.Object({ ...fields, updatedAt: Timestamp }, { title: 'IdentityProvider' });
export type IdentityProvider = Static<typeof IdentityProvider>;

export const SingleSignOnSettings = Type.Object({
  redirectUri: Type.String({ description: 'The redirect URI to register at the provider.' }),
  provider: nullable(IdentityProvider),
});

export const TestSteps = Type.Object({
  ok: Type.Boolean(),
  steps: Type.Array(Type.Object({ name: Type.String(), ok: Type.Boolean(), message: Type.String() }), {
    description: 'In order; the first failed step is the last one.',
  }),
});
export type TestStep = Static<typeof TestSteps>['steps'][number];
