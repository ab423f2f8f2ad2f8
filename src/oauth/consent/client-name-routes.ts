import { SpedyError } from '../../contract/errors.ts';
import { defineRoute, type Route } from '../../http/define-route.ts';
import { isVerified } from '../clients/applications/verification-queries.ts';
import { verifiedHost } from '../clients/client.ts';
import type { OAuthContext } from '../issuer/context.ts';
import { issuerOf } from '../issuer/form-routes.ts';
import { ClientName, ClientQuery } from './schema.ts';

/** Names the client on the sign-in page. Public, because a client ID contains the client's name. */
export const clientNameRoute = (context: OAuthContext): Route =>
  defineRoute({
    method: 'GET',
    path: '/api/v1/oauth/client',
    operationId: 'getClientName',
    tag: 'OAuth',
    summary: 'Get the name of a client, to show on the sign-in page',
    access: { credential: 'none' },
    query: ClientQuery,
    reference: { errors: ['not_found'] },
    response: { 200: ClientName },
    run: async ({ host, query, request }) => {
      const client = await context.findClient(await issuerOf(context, request), query.client_id, false);
      if (!client) throw new SpedyError('not_found');
      return {
        name: client.name,
        verifiedHost: verifiedHost(client),
        verified: await isVerified(context.db, host.id, client.clientId),
      };
    },
  });
