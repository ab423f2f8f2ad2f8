import { Type } from 'typebox';
import { audiences } from '../../access/audience.ts';
import { oauthScopes } from '../../access/scopes.ts';

/** Settings of the endpoints for clients: from any origin, with the errors of RFC 6749 5.2. */
export const endpointConfig = { errorForm: 'oauth', crossOrigin: true } as const;

export const Scopes = Type.Array(Type.Enum([...oauthScopes]));
export const Audience = Type.Enum([...audiences], {
  description: 'mcp: for /mcp only; api: for the API and /mcp.',
});
