import { OAuthError } from '../../contract/oauth-error.ts';
import type { Server } from '../../http/server.ts';
import { requireGrantType } from '../clients/grant-types.ts';
import type { OAuthContext } from '../issuer/context.ts';
import { clientCall, formOf } from '../issuer/form-routes.ts';
import { endpointConfig, oauthResponses, TokenAnswer } from '../schema.ts';
import { authorizationCode } from './grant-types/authorization-code.ts';
import { deviceCode } from './grant-types/device-code.ts';
import type { GrantType } from './grant-types/grant-type.ts';
import { refreshToken } from './grant-types/refresh-token.ts';

/** The grant types of the token endpoint. */
export const grantTypes: readonly GrantType[] = [authorizationCode, refreshToken, deviceCode];

/** `POST /api/v1/oauth/token` (RFC 6749 3.2). */
export function tokenEndpoint(scope: Server, context: OAuthContext): void {
  scope.post(
    '/api/v1/oauth/token',
    {
      schema: {
        tags: ['OAuth'],
        summary: 'Exchange a code, a refresh token or a device code for tokens',
        description: `Form parameters (RFC 6749 4.1.3, 6; RFC 8628 3.4). grant_type is one of ${grantTypes.map(({ grantType }) => grantType).join(', ')}.`,
        response: oauthResponses({ 200: TokenAnswer }),
      },
      config: endpointConfig,
    },
    async (request, reply) => {
      const name = formOf(request).require('grant_type');
      const connection = grantTypes.find(({ grantType }) => grantType === name);
      if (!connection)
        throw new OAuthError(
          'unsupported_grant_type',
          `grant_type must be one of ${grantTypes.map(({ grantType }) => grantType).join(', ')}`,
        );
      formOf(request).check(connection.parameters);
      const call = await clientCall(context, request);
      requireGrantType(call.client, connection.grantType);
      return reply.header('pragma', 'no-cache').send(await connection.handle(context, call));
    },
  );
}
