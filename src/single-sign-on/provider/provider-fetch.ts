import type { CustomFetch } from 'openid-client';
import {
  publicReach,
  readBody,
  requestSecurely,
  type SecureRequest,
  Unreadable,
  unreachable,
} from '../../oauth/clients/remote/secure-request.ts';
import { SignInProblem } from './problem.ts';

/** Maximum size of a response, in bytes. */
const maxBytes = 262_144;
/** Time limit of one request, in milliseconds. */
const requestTimeout = 5_000;

/**
 * Returns the `fetch` for the identity provider of an organization, which its administrators chose: protected against SSRF,
 * and with limited size and time.
 * @param deadline of all requests together
 */
export function providerFetch(deadline: AbortSignal): CustomFetch {
  return async (address, { method, headers, body }) => {
    const url = new URL(address);
    const limit = AbortSignal.any([deadline, AbortSignal.timeout(requestTimeout)]);
    try {
      const request: SecureRequest = {
        purpose: 'identity_provider',
        url,
        method: method === 'POST' ? 'POST' : 'GET',
        headers,
        ...(body === undefined || body === null ? {} : { body: String(body) }),
      };
      const response = await requestSecurely(request, publicReach, limit);
      try {
        const { statusCode = 502, headers: received } = response;
        const type = received['content-type'];
        const challenge = received['www-authenticate'];
        return new Response(await readBody(response, maxBytes), {
          // A redirect is not followed: its status is not what the client expects.
          status: statusCode,
          headers: {
            ...(type === undefined ? {} : { 'content-type': type }),
            ...(challenge === undefined ? {} : { 'www-authenticate': challenge }),
          },
        });
      } finally {
        response.destroy();
      }
    } catch (error) {
      throw new SignInProblem('provider_unreachable', `${reasonOf(error, url, limit)}.`, { cause: error });
    }
  };
}

function reasonOf(error: unknown, url: URL, limit: AbortSignal): string {
  if (limit.aborted) return `${url.host} did not respond in time`;
  return error instanceof Unreadable && error.message !== unreachable(url)
    ? `The response of ${url.host} cannot be read: ${error.message}`
    : unreachable(url);
}
