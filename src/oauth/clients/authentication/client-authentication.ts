import { OAuthError } from '../../../contract/oauth-error.ts';
import { hashSecret, sameHash } from '../../../credentials/hash.ts';
import { andThen, type MaybePromise } from '../../../storage/maybe-promise.ts';
import type { Parameters } from '../../protocol/parameters.ts';
import type { AuthMethod, Client, ClientLookup, FindClient } from '../client.ts';
import { assertionType, type CheckAssertion, claimedClientId } from './assertion.ts';

/** What a client authenticates with: its ID, and a secret or a signed assertion if it has one. */
export type PresentedClient = {
  readonly clientId: string;
  readonly secret: string | null;
  readonly assertion: string | null;
  readonly byHeader: boolean;
};

/** What finds clients and checks their assertions. */
type Sources = { readonly findClient: FindClient; readonly checkAssertion: CheckAssertion };

/** The authorization server that the client authenticates at. */
type Server = ClientLookup & { readonly origin: string };

/** An authenticated client. `method` is `none` for a client that sent only its id. */
export type AuthenticatedClient = { readonly client: Client; readonly method: AuthMethod };

/**
 * Authenticates the client that a request presents (RFC 6749 2.3, 3.2.1): a public client by its ID, a client with keys by a signed
 * assertion (RFC 7523), a client with a secret by the secret, in the body or the Authorization header. Either works,
 * whichever it registered: libraries mix them up, and neither is weaker.
 * @throws OAuthError invalid_client, 401; invalid_request for two methods at once
 */
export function authenticateClient(
  sources: Sources,
  issuer: Server,
  presented: PresentedClient | null,
): MaybePromise<AuthenticatedClient> {
  if (!presented) throw new OAuthError('invalid_request', 'client_id is required');
  const { assertion, byHeader, secret } = presented;
  return andThen(sources.findClient(issuer, presented.clientId, false), (client) => {
    if (!client) throw invalidClient(byHeader);
    if (assertion !== null) return byAssertion(sources, issuer, client, assertion);
    const method = verifiedMethod(client, secret);
    if (!method) throw invalidClient(byHeader);
    return { client, method };
  });
}

async function byAssertion(
  { checkAssertion }: Sources,
  issuer: Server,
  client: Client,
  assertion: string,
): Promise<AuthenticatedClient> {
  await checkAssertion({ ...issuer, audiences: audiencesOf(issuer) }, client, assertion);
  return { client, method: 'private_key_jwt' };
}

/** Returns the audiences that an assertion may have (RFC 7523 3): the issuer or its token endpoint. */
function audiencesOf({ origin }: Server): readonly string[] {
  return [origin, `${origin}/api/v1/oauth/token`];
}

function verifiedMethod(client: Client, secret: string | null): AuthMethod | null {
  const { secretHash, authMethod, alsoPublic } = client;
  if (secretHash !== null)
    return secret !== null && sameHash(hashSecret(secret), secretHash) ? authMethod : null;
  if (secret !== null) return null;
  return authMethod === 'none' || alsoPublic === true ? 'none' : null;
}

/**
 * Reads the client credentials of a request; null if it has none.
 * @throws OAuthError invalid_client; invalid_request
 */
export function presentedClient(
  parameters: Parameters,
  authorization: string | undefined,
): MaybePromise<PresentedClient | null> {
  const clientId = parameters.get('client_id');
  const secret = parameters.get('client_secret');
  const isBasic = /^basic(\s|$)/i.test(authorization ?? '');
  const assertion = presentedAssertion(parameters);
  if (assertion !== null) {
    if (isBasic || secret !== null) throw oneMethodOnly();
    return assertedClientId(assertion, clientId).then((asserted) => ({
      clientId: asserted,
      secret: null,
      assertion,
      byHeader: false,
    }));
  }
  if (!isBasic) {
    if (clientId === null && secret !== null)
      throw new OAuthError('invalid_request', 'client_secret requires client_id');
    return clientId === null ? null : { clientId, secret, assertion: null, byHeader: false };
  }
  const basic = parseBasic(authorization ?? '');
  if (!basic) throw invalidClient(true);
  if (secret !== null || (clientId !== null && clientId !== basic.clientId)) throw oneMethodOnly();
  return { ...basic, assertion: null, byHeader: true };
}

/** Returns the assertion of a request, or null. A client_assertion_type without an assertion is ignored. */
function presentedAssertion(parameters: Parameters): string | null {
  const type = parameters.get('client_assertion_type');
  const assertion = parameters.get('client_assertion');
  if (assertion !== null && type !== assertionType)
    throw new OAuthError(
      'invalid_request',
      `client_assertion requires client_assertion_type ${assertionType}`,
    );
  return assertion;
}

/** Returns the client_id of an assertion; a client_id parameter must match it (RFC 7521 4.2). */
async function assertedClientId(assertion: string, clientId: string | null): Promise<string> {
  const claimed = await claimedClientId(assertion);
  if (claimed === null)
    throw new OAuthError('invalid_request', 'client_assertion must be a JWT whose sub is the client_id');
  if (claimed === '') throw invalidClient(false);
  if (clientId !== null && clientId !== claimed)
    throw new OAuthError(
      'invalid_request',
      'client_id must equal the sub of client_assertion, or be omitted',
    );
  return claimed;
}

function oneMethodOnly(): OAuthError {
  return new OAuthError('invalid_request', 'use one authentication method only: header, secret or assertion');
}

/** The ID and the secret are form-encoded before they are joined (RFC 6749 2.3.1). */
function parseBasic(authorization: string): { clientId: string; secret: string } | null {
  const encoded = /^basic\s+([A-Za-z0-9+/]+={0,2})\s*$/i.exec(authorization)?.[1];
  if (encoded === undefined) return null;
  const [, id = '', secret = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  const clientId = formDecode(id);
  const clientSecret = formDecode(secret);
  return clientId && clientSecret ? { clientId, secret: clientSecret } : null;
}

function formDecode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

/** The authentication scheme that a 401 must name (RFC 6749 5.2, RFC 9110 15.5.2). */
export const basicChallenge = { 'www-authenticate': 'Basic realm="spedy"' } as const;

/** Creates the error for an unknown client and for failed authentication. */
export function invalidClient(byHeader: boolean): OAuthError {
  return new OAuthError(
    'invalid_client',
    'unknown client, or client authentication failed: register the client again',
    { status: 401, headers: byHeader ? basicChallenge : {} },
  );
}
