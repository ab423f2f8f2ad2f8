import { AttemptLimit } from '../../contract/limits/attempt-limit.ts';
import { idParameter } from '../../contract/schemas.ts';
import { defineRoute } from '../../http/define-route.ts';
import { requireConfirmation } from '../../http/gate/confirmation.ts';
import type { SessionPrincipal } from '../../principals/principal.ts';
import type { OAuthContext } from '../issuer/context.ts';
import { decide } from './decide.ts';
import { claimRequest, getDeviceRequest, getRequest } from './requests.ts';
import { AccessRequest, ClaimedCode, Decided, Decision, UserCode } from './schema.ts';

const access = { credential: 'session' } as const;
const tag = 'OAuth';
const path = '/api/v1/oauth/requests';
const RequestId = idParameter('requestId', 'orq');
/** Wrong codes per minute from one member: a user code has 34 bits (RFC 8628 5.1). */
const wrongCodesPerMinute = 10;

/** Shows and decides requests for access, for the consent and device pages. */
export const requestRoutes = (context: OAuthContext) => {
  const limit = new AttemptLimit(context.limits, 'user codes', wrongCodesPerMinute);

  /** Looks up a user code. The attempt counts before the lookup, so that concurrent attempts all count. */
  const limited = async <T>({ user }: SessionPrincipal, lookUp: () => Promise<T>): Promise<T> => {
    await limit.take(user.id);
    const found = await lookUp();
    limit.giveBack(user.id);
    return found;
  };

  return [
    defineRoute({
      method: 'GET',
      path,
      operationId: 'getDeviceRequest',
      tag,
      summary: 'Get the request of a device by its user code',
      description: 'Does not claim the request.',
      access,
      query: UserCode,
      reference: { errors: ['not_found'] },
      response: { 200: AccessRequest },
      run: ({ member, query }) => limited(member, () => getDeviceRequest(context, member, query.user_code)),
    }),

    defineRoute({
      method: 'POST',
      path,
      operationId: 'claimDeviceRequest',
      tag,
      summary: 'Claim the request of a device for your session by its user code',
      description: 'Other sessions can no longer see or decide the request.',
      access,
      body: ClaimedCode,
      reference: { errors: ['not_found', 'already_decided'] },
      response: { 200: AccessRequest },
      run: ({ member, body }) => limited(member, () => claimRequest(context, member, body.user_code)),
    }),

    defineRoute({
      method: 'GET',
      path: `${path}/:requestId`,
      operationId: 'getAuthorizationRequest',
      tag,
      summary: 'Get a request for access that your session opened',
      access,
      params: RequestId,
      reference: { errors: ['not_found', 'already_decided'] },
      response: { 200: AccessRequest },
      run: ({ member, params, request }) => getRequest(context, member, params.requestId, request.origin),
    }),

    defineRoute({
      method: 'POST',
      path: `${path}/:requestId`,
      operationId: 'decideAuthorizationRequest',
      tag,
      summary: 'Allow or deny a request for access',
      description: 'A request can be decided once. Allowing one needs a recent confirmation.',
      access,
      params: RequestId,
      body: Decision,
      reference: {
        errors: ['already_decided', 'forbidden', 'confirmation_required', 'limit_reached', 'plan_required'],
      },
      response: { 200: Decided },
      run: async ({ member, from, params: { requestId }, body, request: { origin } }) => {
        // The connection outlives the session.
        if (body.decision === 'allow') requireConfirmation(member, from.at);
        return { redirectTo: await decide(context, member, from, origin, requestId, body) };
      },
    }),
  ];
};
