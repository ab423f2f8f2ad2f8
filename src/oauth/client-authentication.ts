import { hashSecret, sameHash } from '../credentials/hash.ts';
import { OAuthError } from '../http/oauth-error.ts';
import type { Client, ClientHome, FindClient } from './clients/client.ts';
import type { Parameters } from './parameters.ts';

/** What a client shows of itself: its id, and a secret where it has one. */
type Presented = { readonly clientId: string; readonly secret: string | null; readonly byHeader: boolean };

/**
 * The client that makes a request (RFC 6749 2.3, 3.2.1): a public one by its id, a confidential one by its secret, in
 * the body or in an Authorization header, whichever of the two it registered: libraries mix them up, and neither is
 * weaker.
 * @throws OAuthError invalid_client, 401; invalid_request for two ways at once
 */
export async function authenticateClient(
  findClient: FindClient,
  home: ClientHome,
  parameters: Parameters,
  authorization: string | undefined,
): Promise<Client> {
  const presented = presentedClient(parameters, authorization);
  if (!presented) throw new OAuthError('invalid_request', 'client_id is required');
  const client = await findClient(home, presented.clientId, false);
  if (!client || !mayActAs(client, presented.secret)) throw invalidClient(presented.byHeader);
  return client;
}

function mayActAs({ secretHash }: Client, secret: string | null): boolean {
  if (secretHash === null) return secret === null;
  return secret !== null && sameHash(hashSecret(secret), secretHash);
}

function presentedClient(parameters: Parameters, authorization: string | undefined): Presented | null {
  const clientId = parameters.get('client_id');
  const secret = parameters.get('client_secret');
  if (!/^basic(\s|$)/i.test(authorization ?? '')) {
    if (clientId === null && secret !== null)
      throw new OAuthError('invalid_request', 'client_secret comes with client_id');
    return clientId === null ? null : { clientId, secret, byHeader: false };
  }
  const basic = parseBasic(authorization ?? '');
  if (!basic) throw invalidClient(true);
  if (secret !== null || (clientId !== null && clientId !== basic.clientId))
    throw new OAuthError('invalid_request', 'authenticate in one way only: by header or in the body');
  return { ...basic, byHeader: true };
}

/** Both halves are form-encoded before they are joined (RFC 6749 2.3.1). */
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

/** The scheme by which a client may authenticate (RFC 6749 5.2, RFC 9110 15.5.2). */
export const basicChallenge = { 'www-authenticate': 'Basic realm="spedy"' } as const;

function invalidClient(byHeader: boolean): OAuthError {
  return new OAuthError(
    'invalid_client',
    'no such client here, or a wrong way to authenticate it: register again',
    { status: 401, headers: byHeader ? basicChallenge : {} },
  );
}
