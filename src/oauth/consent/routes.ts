import { AttemptLimit } from '../../contract/limits/attempt-limit.ts';
import { idParameter, responses } from '../../contract/schemas.ts';
import { originOf } from '../../http/change-origin.ts';
import { principalOf } from '../../http/gate/request-state.ts';
import type { Server } from '../../http/server.ts';
import type { Principal } from '../../principals/principal.ts';
import type { OAuthContext } from '../issuer/context.ts';
import { AccessRequest, ClaimedCode, Decided, Decision, UserCode } from '../schema.ts';
import { decide } from './decide.ts';
import { claimRequest, getDeviceRequest, getRequest } from './requests.ts';
import { sessionIdOf } from './session-id.ts';

const tags = ['OAuth'];
const config = { access: { credential: 'session' } } as const;
const path = '/api/v1/oauth/requests';
const RequestId = idParameter('requestId', 'orq');
/** Wrong codes per minute from one member: a user code has 34 bits (RFC 8628 5.1). */
const wrongCodes = 10;

/** Shows and decides requests for access, for the consent and device pages. */
export function requestRoutes(server: Server, context: OAuthContext): void {
  const guesses = new AttemptLimit(wrongCodes);

  /** Looks up a user code. The attempt counts before the lookup, so that concurrent guesses all count. */
  const guess = async <T>({ user }: Principal, lookUp: () => Promise<T>): Promise<T> => {
    guesses.take(user.id);
    const found = await lookUp();
    guesses.giveBack(user.id);
    return found;
  };

  server.get(
    path,
    {
      schema: {
        tags,
        summary: 'Get the request of a device by its user code',
        description: 'Does not claim the request.',
        querystring: UserCode,
        response: responses({ 200: AccessRequest }),
      },
      config,
    },
    (request) => {
      const principal = principalOf(request);
      const sessionId = sessionIdOf(principal);
      return guess(principal, () => getDeviceRequest(context, principal, sessionId, request.query.user_code));
    },
  );

  server.post(
    path,
    {
      schema: {
        tags,
        summary: 'Claim the request of a device for your session by its user code',
        description: 'Other sessions can no longer see or decide the request.',
        body: ClaimedCode,
        response: responses({ 200: AccessRequest }),
      },
      config,
    },
    (request) => {
      const principal = principalOf(request);
      const sessionId = sessionIdOf(principal);
      return guess(principal, () => claimRequest(context, principal, sessionId, request.body.user_code));
    },
  );

  server.get(
    `${path}/:requestId`,
    {
      schema: {
        tags,
        summary: 'Get a request for access that your session opened',
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
        summary: 'Allow or deny a request for access',
        description: 'A request can be decided once.',
        params: RequestId,
        body: Decision,
        response: responses({ 200: Decided }),
      },
      config,
    },
    async (request) => {
      const principal = principalOf(request);
      const { organization, user } = principal;
      const from = originOf(request);
      const decider = {
        userId: user.id,
        sessionId: sessionIdOf(principal),
        origin: request.origin,
      };
      const { decision } = request.body;
      return {
        redirectTo: await decide(context, organization.id, from, decider, request.params.requestId, decision),
      };
    },
  );
}
