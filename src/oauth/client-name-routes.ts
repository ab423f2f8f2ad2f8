import { SpedyError } from '../http/errors.ts';
import { organizationHostOf } from '../http/request-state.ts';
import { responses } from '../http/schemas.ts';
import type { Server } from '../http/server.ts';
import { verifiedHost } from './clients/metadata-document.ts';
import { isVerified } from './clients/verified-queries.ts';
import type { OAuthContext } from './endpoint.ts';
import { issuerOf } from './form-routes.ts';
import { ClientName, ClientQuery } from './schema.ts';

/** What the sign-in page calls a client that sent somebody there. Open to all, as a client's name is in its client id. */
export function clientNameRoute(server: Server, context: OAuthContext): void {
  server.get(
    '/api/v1/oauth/client',
    {
      schema: {
        tags: ['OAuth'],
        summary: 'The name of a client, for the page where people sign in to continue to it',
        querystring: ClientQuery,
        response: responses({ 200: ClientName }),
      },
      config: { access: { credential: 'none' } },
    },
    async (request) => {
      const { id } = organizationHostOf(request);
      const { client_id: clientId } = request.query;
      const client = await context.findClient(await issuerOf(context, request), clientId, false);
      if (!client) throw new SpedyError('not_found');
      return {
        name: client.name,
        verifiedHost: verifiedHost(client.kind, client.clientId),
        verified: await isVerified(context.db, id, client.clientId),
      };
    },
  );
}
