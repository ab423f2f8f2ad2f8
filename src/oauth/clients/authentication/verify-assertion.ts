import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
} from 'jose';
import type { Limits } from '../../../contract/limits/limits.ts';
import { OAuthError } from '../../../contract/oauth-error.ts';
import { hashSecret } from '../../../credentials/hash.ts';
import type { Database } from '../../../storage/database.ts';
import type { MaybePromise } from '../../../storage/maybe-promise.ts';
import type { Client, ClientKeys, ClientLookup, FindClient, PublicJwk } from '../client.ts';
import { ClientProblem } from '../client-problem.ts';
import { requesterOf } from '../remote/requester.ts';
import { useAssertion } from './assertion-queries.ts';
import { signingAlgorithms } from './client-keys.ts';
import type { ClientKeySets } from './key-sets.ts';

/** Allowed clock difference, in seconds. */
const clockTolerance = 30;
/** Maximum lifetime of an assertion, in seconds; its use is stored as long. */
const maxLifetime = 3_600;
const maxJtiLength = 512;

export type AssertionSources = {
  readonly db: Database;
  readonly limits: Limits;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly findClient: FindClient;
  /** Null if the server does not fetch key sets. */
  readonly keySets: ClientKeySets | null;
};

/** Where the client is looked up, and the audiences that its assertion may have. */
export type AssertionLookup = ClientLookup & { readonly audiences: readonly string[] };

/**
 * Returns the unverified `sub` of an assertion, only to find the client; empty if it has none, null if it is not a JWT.
 */
export function claimedClientId(assertion: string): string | null {
  try {
    const { sub } = decodeJwt(assertion);
    return typeof sub === 'string' ? sub : '';
  } catch {
    return null;
  }
}

/**
 * Verifies a client assertion; see `assertionChecker`.
 * @param count counts it within the client's limit
 */
export async function verifyAssertion(
  sources: AssertionSources,
  count: (client: Client) => MaybePromise<void>,
  lookup: AssertionLookup,
  client: Client,
  assertion: string,
): Promise<void> {
  const { alg } = readHeader(assertion);
  requirePlausible(alg, decodeJwt(assertion), client, lookup, sources.now());
  const current = await currentClient(sources, lookup, client);
  const { keys } = current;
  if (!keys) throw invalidAssertion('the client has no keys');
  if (!signingAlgorithms.some((known) => known === alg) || (keys.alg ?? alg) !== alg)
    throw invalidAssertion(`it must be signed with ${keys.alg ?? signingAlgorithms.join(', ')}`);
  const payload = await verify(sources, lookup, keys, client.clientId, assertion);
  const { jti, expiresAt } = requireClaims(payload, lookup, sources.now());
  await count(client);
  const hash = hashSecret(`${client.clientId}\0${jti}`);
  if (!(await useAssertion(sources.db, lookup.id, hash, expiresAt)))
    throw invalidAssertion('it was used before');
}

/** Checks the unverified claims before any keys are fetched. They are verified with the signature later. */
function requirePlausible(
  alg: string | undefined,
  claims: JWTPayload,
  { clientId }: Client,
  lookup: AssertionLookup,
  now: number,
): void {
  if (!signingAlgorithms.some((known) => known === alg))
    throw invalidAssertion(`it must be signed with ${signingAlgorithms.join(', ')}`);
  if (claims.iss !== clientId) throw invalidAssertion('its claim iss is missing or wrong');
  if (claims.exp === undefined) throw invalidAssertion('its claim exp is missing or wrong');
  if (claims.exp <= Math.floor(now / 1000) - clockTolerance) throw invalidAssertion('it has expired');
  requireClaims(claims, lookup, now);
}

/**
 * Returns a client with a fresh metadata document, because keys change. If the document cannot be fetched, a known
 * jwks_uri is enough: the keys are still fetched from there.
 */
async function currentClient(
  sources: AssertionSources,
  lookup: ClientLookup,
  client: Client,
): Promise<Client> {
  if (client.kind !== 'metadata_document') return client;
  try {
    const current = await sources.findClient(lookup, client.clientId, true);
    if (current) return current;
  } catch (error) {
    if (client.keys && 'jwksUri' in client.keys) return client;
    if (error instanceof ClientProblem) throw unavailable(error);
    throw error;
  }
  throw invalidAssertion('the client is no longer known');
}

async function verify(
  sources: AssertionSources,
  lookup: AssertionLookup,
  keys: ClientKeys,
  clientId: string,
  assertion: string,
): Promise<JWTPayload> {
  const options = {
    algorithms: [...signingAlgorithms],
    issuer: clientId,
    subject: clientId,
    audience: [...lookup.audiences],
    clockTolerance,
    currentDate: new Date(sources.now()),
    requiredClaims: ['exp', 'jti'],
  };
  const verifyKeys = (jwks: readonly PublicJwk[]) => verifyWith(assertion, jwks, options);
  try {
    const known = 'jwks' in keys ? keys.jwks : await readKeys(sources, lookup, keys.jwksUri, false);
    try {
      return await verifyKeys(known);
    } catch (error) {
      // The client may have published a new key since.
      if ('jwks' in keys || !isUnknownKey(error)) throw error;
      return await verifyKeys(await readKeys(sources, lookup, keys.jwksUri, true));
    }
  } catch (error) {
    if (error instanceof ClientProblem) throw unavailable(error);
    if (error instanceof errors.JOSEError) throw invalidAssertion(reasonOf(error));
    throw error;
  }
}

function readKeys({ keySets }: AssertionSources, lookup: ClientLookup, jwksUri: string, refetch: boolean) {
  if (!keySets)
    throw new ClientProblem('This server does not fetch keys. The client must register them as jwks.');
  return keySets.read(jwksUri, requesterOf(lookup), refetch);
}

async function verifyWith(
  assertion: string,
  keys: readonly PublicJwk[],
  options: NonNullable<Parameters<typeof jwtVerify>[2]>,
): Promise<JWTPayload> {
  const set = createLocalJWKSet({ keys: keys.map((key) => ({ ...key })) });
  try {
    return (await jwtVerify(assertion, set, options)).payload;
  } catch (error) {
    // Without a key ID several keys can match: try each.
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    let failure: unknown = error;
    for await (const key of error) {
      try {
        return (await jwtVerify(assertion, key, options)).payload;
      } catch (other) {
        failure = other;
        if (!(other instanceof errors.JWSSignatureVerificationFailed)) break;
      }
    }
    throw failure;
  }
}

function isUnknownKey(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed;
}

/** Requires this server as the only audience: another recipient of the assertion could otherwise use it here. */
function requireClaims({ aud, exp = 0, iat, jti }: JWTPayload, lookup: AssertionLookup, now: number) {
  // Not verified yet, so it can be any JSON value.
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!audiences.every((audience) => lookup.audiences.some((own) => own === audience)))
    throw invalidAssertion(`aud must be only ${lookup.audiences.join(' or ')}`);
  const seconds = Math.floor(now / 1000);
  if (exp > seconds + maxLifetime + clockTolerance)
    throw invalidAssertion(`exp must be within ${maxLifetime / 60} minutes`);
  if (iat !== undefined && iat > seconds + clockTolerance) throw invalidAssertion('iat is in the future');
  if (typeof jti !== 'string' || jti === '' || jti.length > maxJtiLength)
    throw invalidAssertion(`jti must be a string of 1 to ${maxJtiLength} characters`);
  // A NumericDate can have a fraction (RFC 7519 2); the column stores whole milliseconds.
  return { jti, expiresAt: Math.ceil((exp + clockTolerance) * 1000) };
}

function readHeader(assertion: string): { readonly alg: string | undefined } {
  try {
    const { alg } = decodeProtectedHeader(assertion);
    return { alg };
  } catch {
    throw invalidAssertion('it is not a signed JWT');
  }
}

function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'it has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return `its claim ${error.claim} is missing or wrong`;
  if (isUnknownKey(error)) return 'no key of the client matches its signature';
  return 'it cannot be verified';
}

function invalidAssertion(reason: string): OAuthError {
  return new OAuthError('invalid_client', `the client_assertion is not valid: ${reason}`, { status: 401 });
}

function unavailable(problem: ClientProblem): OAuthError {
  return new OAuthError('temporarily_unavailable', problem.message, {
    status: 503,
    headers: { 'retry-after': '5' },
  });
}
