import { Type } from 'typebox';
import { OAuthError } from '../../contract/oauth-error.ts';
import { defineRoute, type Route } from '../../http/define-route.ts';
import { requireGrantType } from '../clients/grant-types.ts';
import type { OAuthContext } from '../issuer/context.ts';
import { clientRequestOf, formOf } from '../issuer/form-routes.ts';
import { formSchema } from '../protocol/form-schema.ts';
import { endpointConfig } from '../protocol/schema.ts';
import type { GrantType } from './grant-types/grant-type.ts';
import { TokenResponse } from './grant-types/schema.ts';

/** `POST /api/v1/oauth/token` (RFC 6749 3.2). */
export function tokenRoute(context: OAuthContext, grantTypes: readonly GrantType[]): Route {
  const names = grantTypes.map(({ name }) => name).join(', ');
  return defineRoute({
    method: 'POST',
    path: '/api/v1/oauth/token',
    operationId: 'issueTokens',
    tag: 'OAuth',
    summary: `Exchange ${alternatives(grantTypes.map(({ exchanges }) => exchanges))} for tokens`,
    description: `Form parameters (${sectionsOf(grantTypes)}). grant_type is one of ${names}.`,
    access: { credential: 'none' },
    config: endpointConfig,
    reference: {
      form: formSchema(
        grantTypes.flatMap(({ parameters }) => parameters),
        { grant_type: Type.Enum(grantTypes.map(({ name }) => name)) },
      ),
      oauthErrors: [
        'invalid_request',
        'invalid_client',
        'invalid_grant',
        'invalid_scope',
        'invalid_target',
        'unauthorized_client',
        'unsupported_grant_type',
        'access_denied',
        'authorization_pending',
        'slow_down',
        'expired_token',
      ],
    },
    response: { 200: TokenResponse },
    run: async ({ request, reply }) => {
      const form = formOf(request);
      const name = form.require('grant_type');
      const grantType = grantTypes.find((known) => known.name === name);
      if (!grantType) throw new OAuthError('unsupported_grant_type', `grant_type must be one of ${names}`);
      form.check(grantType.parameters);
      const clientRequest = await clientRequestOf(context, request);
      requireGrantType(clientRequest.client, name);
      reply.header('pragma', 'no-cache');
      return grantType.handle(context, clientRequest);
    },
  });
}

/** Joins texts as `a, b or c`. Intl.ListFormat would load 5 MB of locale data at each start. */
function alternatives(texts: readonly string[]): string {
  const last = texts.at(-1) ?? '';
  return texts.length > 1 ? `${texts.slice(0, -1).join(', ')} or ${last}` : last;
}

/** Returns the sections that define the grant types, grouped by RFC. */
function sectionsOf(grantTypes: readonly GrantType[]): string {
  const byRfc = Object.entries(Object.groupBy(grantTypes, ({ rfc }) => rfc));
  const groups = byRfc.map(
    ([rfc, types = []]) => `RFC ${rfc} ${types.map(({ section }) => section).join(', ')}`,
  );
  return groups.join('; ');
}
