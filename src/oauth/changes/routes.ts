import type { FastifyReply } from 'fastify';
import { OAuthError } from '../../contract/oauth-error.ts';
import { defineRoute, type Route } from '../../http/define-route.ts';
import { basicChallenge, presentedClient } from '../clients/authentication/client-authentication.ts';
import type { OAuthContext } from '../issuer/context.ts';
import { issuerOf } from '../issuer/form-routes.ts';
import { Parameters } from '../protocol/parameters.ts';
import { authenticateResourceServer } from '../resource-servers/authenticate.ts';
import type { ResourceServerSecrets } from '../resource-servers/resource-servers.ts';
import { changesSince } from './changes.ts';
import { ChangesQuery, Changes as ChangesSchema, maxWait } from './schema.ts';

/** Requests of one resource server that wait for a change at the same time: one for each of its processes. */
const maxWaiting = 100;

/**
 * `GET /api/v1/oauth/changes`: what a resource server must forget of its cache of introspection responses. A request waits
 * for a change (long polling).
 * @param stopping aborts when the server stops, so that waiting requests end
 */
export function changesRoute(
  context: OAuthContext,
  secrets: ResourceServerSecrets,
  stopping: AbortSignal,
): Route {
  /** The number of waiting requests by resource server. */
  const waiting = new Map<string, number>();
  return defineRoute({
    method: 'GET',
    path: '/api/v1/oauth/changes',
    operationId: 'waitForChanges',
    tag: 'OAuth',
    summary: 'Wait for changes of access, to keep cached introspection responses correct (resource servers)',
    description:
      'A resource server authenticates with HTTP Basic. The response comes when the access of a token of the organization changes, at the latest after `wait` seconds. Ask again with its cursor. Any server of the installation can answer.',
    access: { credential: 'none', countsItself: secrets.counts.countsItself },
    config: { errorForm: 'oauth', crossOrigin: false, load: 'light' },
    fastify: { schema: { security: [{ client: [] }] } },
    query: ChangesQuery,
    reference: { oauthErrors: ['invalid_client'] },
    response: { 200: ChangesSchema },
    run: async ({ request, reply, query: { cursor, wait = maxWait } }) => {
      const { id: organizationId } = await issuerOf(context, request);
      const authenticate = async () =>
        authenticateResourceServer(
          secrets,
          organizationId,
          await presentedClient(new Parameters(''), request.headers.authorization),
        );
      const id = await secrets.counts.authenticate(request, authenticate);
      if (id === null)
        throw new OAuthError('invalid_client', 'authenticate as a resource server with HTTP Basic', {
          status: 401,
          headers: basicChallenge,
        });
      await secrets.counts.count(request, reply, 'changes');
      const count = waiting.get(id) ?? 0;
      if (count >= maxWaiting)
        throw new OAuthError('temporarily_unavailable', `at most ${maxWaiting} requests can wait at once`, {
          status: 429,
          headers: { 'retry-after': '1' },
        });
      waiting.set(id, count + 1);
      const end = endOf(reply, wait, stopping);
      try {
        const changes = await changesSince(context.changes, organizationId, cursor, end.signal);
        // It may have been removed while it waited.
        await secrets.counts.authenticate(request, authenticate);
        return changes;
      } finally {
        end.clear();
        const left = (waiting.get(id) ?? 1) - 1;
        if (left === 0) waiting.delete(id);
        else waiting.set(id, left);
      }
    },
  });
}

/** Aborts when the request has waited long enough, has been abandoned, or the server stops. */
function endOf({ raw }: FastifyReply, seconds: number, stopping: AbortSignal) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, seconds * 1_000);
  raw.once('close', abort);
  stopping.addEventListener('abort', abort);
  if (seconds === 0 || stopping.aborted) abort();
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      raw.off('close', abort);
      stopping.removeEventListener('abort', abort);
    },
  };
}
