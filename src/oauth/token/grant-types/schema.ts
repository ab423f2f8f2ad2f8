import { type Static, Type } from 'typebox';
import { oauthScopes } from '../../../access/scopes.ts';

export const TokenResponse = Type.Object(
  {
    access_token: Type.String({ examples: ['spedy_oat_…'] }),
    token_type: Type.Literal('Bearer'),
    expires_in: Type.Integer({ description: 'Seconds.' }),
    refresh_token: Type.Optional(
      Type.String({
        description: 'Only for clients with the refresh_token grant type.',
        examples: ['spedy_ort_…'],
      }),
    ),
    scope: Type.String({ examples: [oauthScopes.join(' ')] }),
  },
  { title: 'OAuthTokens' },
);
/** The response of the token endpoint. */
export type TokenResponse = Static<typeof TokenResponse>;
