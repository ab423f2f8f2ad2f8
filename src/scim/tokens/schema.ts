import { type Static, Type } from 'typebox';
import { nullable, Timestamp } from '../../contract/schemas.ts';

/** The roles that SCIM can give. It never makes an administrator. */
export const scimRoles = ['TEAM_MEMBER', 'CUSTOMER'] as const;
export type ScimRole = (typeof scimRoles)[number];

const Role = Type.Enum([...scimRoles], {
  description: 'The role of new members for whom the identity provider names none.',
});
const fields = {
  id: Type.String({ examples: ['sct_8k2v7q5m1x9c4t6w3b8z0ae'] }),
  name: Type.String({ examples: ['Entra ID'] }),
  role: Role,
  hint: Type.String({ description: 'The last four characters of the token.' }),
  createdAt: Timestamp,
  createdBy: Type.Object({ id: Type.String(), name: Type.String(), email: Type.String() }),
  lastUsedAt: nullable({ ...Timestamp, description: 'Exact to a minute; null if never used.' }),
  endsAt: nullable({ ...Timestamp, description: 'The end of the overlap after a rotation, or null.' }),
};
const ScimToken = Type.Object(fields, { title: 'ScimToken' });
export const ScimTokenList = Type.Object({
  baseUrl: Type.String({
    description: 'What the identity provider calls tenant URL or SCIM base URL.',
    examples: ['https://acme-corp.example.com/scim/v2'],
  }),
  data: Type.Array(ScimToken),
});
export const CreatedScimToken = Type.Object(
  { ...fields, token: Type.String({ description: 'Shown only once.', examples: ['spedy_scm_…'] }) },
  { title: 'CreatedScimToken' },
);
export const ScimTokenRequest = Type.Object(
  {
    name: Type.String({ description: '1 to 100 characters.', examples: ['Entra ID'] }),
    role: Type.Optional({ ...Role, default: 'TEAM_MEMBER' }),
  },
  { additionalProperties: false },
);
export type ScimTokenRequest = Static<typeof ScimTokenRequest>;
export const ScimRotationRequest = Type.Object(
  {
    overlapSeconds: Type.Integer({
      minimum: 0,
      maximum: 86_400,
      default: 0,
      description: 'How long the old token still works.',
    }),
  },
  { additionalProperties: false },
);
