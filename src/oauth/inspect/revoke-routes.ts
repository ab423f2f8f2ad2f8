import { defineRoute, type Route } from '../../http/define-route.ts';
import type { OAuthContext } from '../issuer/context.ts';
import { clientRequestOf, formOf } from '../issuer/form-routes.ts';
import { formSchema } from '../protocol/form-schema.ts';
import { endpointConfig } from '../protocol/schema.ts';
import { revokeToken } from './revoke.ts';
import { Done } from './schema.ts';

/** `POST /api/v1/oauth/revoke` (RFC 7009 2.1). */
export const revocationRoute = (context: OAuthContext): Route =>
  defineRoute({
    method: 'POST',
    path: '/api/v1/oauth/revoke',
    operationId: 'revokeIssuedToken',
    tag: 'OAuth',
    summary: "Revoke one of the client's own tokens",
    description:
      'Form parameters: token, token_type_hint. Revoking a refresh token, or an access token of a public client, revokes every token of the same sign-in.',
    access: { credential: 'none' },
    config: endpointConfig,
    reference: {
      form: formSchema(['token', 'token_type_hint']),
      oauthErrors: ['invalid_request', 'invalid_client'],
    },
    response: { 200: Done },
    run: async ({ request }) => {
      const token = formOf(request).require('token');
      formOf(request).check(['token_type_hint']);
      await revokeToken(context.db, await clientRequestOf(context, request), token);
      return {};
    },
  });
