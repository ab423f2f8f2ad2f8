import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { World } from '../world.ts';

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Creates a key pair of a client, which signs assertions and has a public JWK. */
export async function createClientKey(alg = 'ES256', kid: string | null = 'key-1') {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const named = kid === null ? {} : { kid };
  const jwk = { ...(await exportJWK(publicKey)), ...named, alg, use: 'sig' };
  const sign = (claims: Record<string, unknown>, header: Record<string, unknown> = {}) =>
    new SignJWT(claims).setProtectedHeader({ alg, ...named, ...header }).sign(privateKey);
  return { jwk, sign, privateJwk: { ...(await exportJWK(privateKey)), ...named } };
}
export type ClientKey = Awaited<ReturnType<typeof createClientKey>>;

let assertions = 0;

/** Returns the claims of a valid assertion (RFC 7523 3) with changes; null omits one. */
export function assertionClaims(
  { clock }: Pick<World, 'clock'>,
  clientId: string,
  change: Record<string, unknown> = {},
): Record<string, unknown> {
  const seconds = Math.floor(clock.now() / 1000);
  assertions += 1;
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: 'http://acme-corp.localhost:3000',
    jti: `assertion-${assertions}`,
    iat: seconds,
    exp: seconds + 60,
    ...change,
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null));
}

/** Returns the parameters with which a client with keys authenticates. */
export async function clientAssertion(
  world: Pick<World, 'clock'>,
  key: ClientKey,
  clientId: string,
  change: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
) {
  const client_assertion = await key.sign(assertionClaims(world, clientId, change), header);
  return { client_assertion_type: assertionType, client_assertion };
}
