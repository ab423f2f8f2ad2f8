import { SpedyError } from '../../contract/errors.ts';
import { responses } from '../../contract/schemas.ts';
import { organizationHostOf } from '../../http/gate/request-state.ts';
import type { Server } from '../../http/server.ts';
import { isVerified } from '../clients/applications/verified-queries.ts';
import { verifiedHost } from '../clients/documents/metadata-document.ts';
import type { OAuthContext } from '../issuer/context.ts';
import { issuerOf } from '../issuer/form-routes.ts';
import { ClientName, ClientQuery } from '../schema.ts';

/** Names the client on the sign-in page. Public, because a client id contains the client's name. */
export function clientNameRoute(server: Server, context: OAuthContext): void {
  server.get(
    '/api/v1/oauth/client',
    {
      schema: {
        tags: ['OAuth'],
        summary: 'Get the name of a client, to show on the sign-in page',
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
