import { Type } from 'typebox';
import { nullable } from '../../contract/schemas.ts';
import type { TokenKind } from '../../credentials/token-format.ts';
import { stateFields } from '../details/schema.ts';
import { Owner, tokenFields } from '../schema.ts';

/** The kinds of credentials by the names of the API. */
export const kindNames = {
  pat: 'pat',
  access: 'oauth_access_token',
  refresh: 'oauth_refresh_token',
  code: 'oauth_code',
  client_secret: 'client_secret',
  session: 'session',
  scim: 'scim_token',
  invitation: 'invitation',
} as const satisfies Partial<Record<TokenKind, string>>;

export const IdentificationRequest = Type.Object(
  {
    token: Type.String({
      maxLength: 1_000,
      description: 'The secret, also with text around it, such as quotes or Bearer.',
      examples: ['spedy_pat_…'],
    }),
  },
  { additionalProperties: false },
);

export const Identified = Type.Object(
  {
    kind: Type.Enum(Object.values(kindNames)),
    id: Type.String({
      description: 'Of the token; for OAuth of the connected app, application or resource server.',
      examples: ['tok_8k2v7q5m1x9c4t6w3b8z0ae'],
    }),
    name: nullable(Type.String({ description: 'For an invitation, the invited email.' })),
    state: Type.Enum(['active', 'paused', 'inactive']),
    owner: Type.Union([Owner, Type.Null()], {
      description: 'The member it acts as, or who created it; null for an application.',
    }),
    token: Type.Union([Type.Object({ ...tokenFields, ...stateFields }), Type.Null()], {
      description: 'For a personal access token: the token and its state.',
    }),
  },
  { title: 'IdentifiedCredential' },
);
