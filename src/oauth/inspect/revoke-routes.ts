import type { Server } from '../../http/server.ts';
import type { OAuthContext } from '../issuer/context.ts';
import { clientCall, formOf } from '../issuer/form-routes.ts';
import { endpointConfig as config, Done, oauthResponses } from '../schema.ts';
import { revokeToken } from './revoke.ts';

/** `POST /api/v1/oauth/revoke` (RFC 7009 2.1). */
export function revokeEndpoint(scope: Server, context: OAuthContext): void {
  scope.post(
    '/api/v1/oauth/revoke',
    {
      schema: {
        tags: ['OAuth'],
        summary: "Revoke one of the client's own tokens",
        description:
          'Form parameters: token, token_type_hint. Revoking a refresh token, or an access token of a public client, revokes every token of the same sign-in.',
        response: oauthResponses({ 200: Done }),
      },
      config,
    },
    async (request) => {
      const token = formOf(request).require('token');
      formOf(request).check(['token_type_hint']);
      await revokeToken(context.db, await clientCall(context, request), token);
      return {};
    },
  );
}
