import { Type } from 'typebox';
import { plans } from '../access/plans.ts';
import { roles } from '../access/roles.ts';
import { scopes } from '../access/scopes.ts';
import { nullable } from '../contract/schemas.ts';

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
      grantId: Type.Optional(Type.String({ examples: ['grt_8k2v7q5m1x9c4t6w3b8z0ae'] })),
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
    'X-Spedy-User': {
      ...Type.String(),
      description: "The member's ID.",
      example: 'usr_8k2v7q5m1x9c4t6w3b8z0ae',
    },
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
      description: "The ID of the token, of the session, or of the OAuth token's connection.",
      example: 'tok_8k2v7q5m1x9c4t6w3b8z0ae',
    },
    'X-Spedy-Client': { ...Type.String(), description: 'The client ID; only for OAuth access tokens.' },
  },
});
