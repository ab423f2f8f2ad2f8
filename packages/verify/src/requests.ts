import { VerifyError } from './errors.ts';
import { authenticate, type Guard } from './guards.ts';
import type { Identity } from './identity.ts';
import type { Verifier } from './verifier.ts';

/**
 * Checks a request of the Fetch API.
 * @throws VerifyError, whose `toResponse()` is the response
 */
export async function verifyRequest(
  verifier: Verifier,
  { headers }: Pick<Request, 'headers'>,
  ...guards: readonly Guard[]
): Promise<Identity> {
  return (await authenticate(verifier, headers.get('authorization'), guards)).identity;
}

/** Wraps a handler of requests, so that it gets only those that the guards allow. */
export function protect<Rest extends readonly unknown[]>(
  verifier: Verifier,
  guards: readonly Guard[],
  handler: (request: Request, identity: Identity, ...rest: Rest) => Response | Promise<Response>,
): (request: Request, ...rest: Rest) => Promise<Response> {
  return async (request, ...rest) => {
    let identity: Identity;
    try {
      identity = await verifyRequest(verifier, request, ...guards);
    } catch (error) {
      if (error instanceof VerifyError) return error.toResponse();
      throw error;
    }
    return handler(request, identity, ...rest);
  };
}
