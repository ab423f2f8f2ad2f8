import { memberProvenance } from '../audit/provenance.ts';
import { SpedyError } from '../http/errors.ts';
import { TryLimit } from '../http/limits.ts';
import { principalOf } from '../http/request-state.ts';
import { idParameter, responses } from '../http/schemas.ts';
import type { Server } from '../http/server.ts';
import type { Principal } from '../principals/principal.ts';
import { decide } from './decide.ts';
import type { OAuthContext } from './endpoint.ts';
import { getDeviceRequest, getRequest } from './requests.ts';
import { AccessRequest, Decided, Decision, UserCodeQuery } from './schema.ts';

const tags = ['OAuth'];
const config = { access: { credential: 'session' } } as const;
const path = '/api/v1/oauth/requests';
const RequestId = idParameter('requestId', 'orq');
/** Wrong codes a minute from one member: a user code has 34 bits (RFC 8628 5.1). */
const wrongCodes = 10;

/** Requests for access that wait for the member who is signed in: what the consent and device pages use. */
export function requestRoutes(server: Server, context: OAuthContext): void {
  const guesses = new TryLimit(wrongCodes);

  server.get(
    path,
    {
      schema: {
        tags,
        summary: 'The request of a device, by the code that it shows',
        querystring: UserCodeQuery,
        response: responses({ 200: AccessRequest }),
      },
      config,
    },
    async (request) => {
      const principal = principalOf(request);
      // Counted before it is judged, so that many at once count as many.
      guesses.take(principal.user.id);
      const found = await getDeviceRequest(
        context,
        principal,
        sessionIdOf(principal),
        request.query.user_code,
      );
      guesses.giveBack(principal.user.id);
      return found;
    },
  );

  server.get(
    `${path}/:requestId`,
    {
      schema: {
        tags,
        summary: 'A request for access that my session opened',
        params: RequestId,
        response: responses({ 200: AccessRequest }),
      },
      config,
    },
    (request) => {
      const principal = principalOf(request);
      const { requestId } = request.params;
      return getRequest(context, principal, sessionIdOf(principal), requestId, request.origin);
    },
  );

  server.post(
    `${path}/:requestId`,
    {
      schema: {
        tags,
        summary: 'Allow or deny a request for access, once',
        params: RequestId,
        body: Decision,
        response: responses({ 200: Decided }),
      },
      config,
    },
    async (request) => {
      const principal = principalOf(request);
      const from = memberProvenance(request, context.now());
      const decider = {
        userId: principal.user.id,
        sessionId: sessionIdOf(principal),
        origin: request.origin,
      };
      const { decision } = request.body;
      return { redirectTo: await decide(context, from, decider, request.params.requestId, decision) };
    },
  );
}

function sessionIdOf({ authentication }: Principal): string {
  if (authentication.method !== 'session') throw new SpedyError('forbidden');
  return authentication.sessionId;
}
