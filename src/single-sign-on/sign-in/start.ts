import * as client from 'openid-client';
import type { KeyRing } from '../../credentials/keys/key-ring.ts';
import type { Database } from '../../storage/database.ts';
import { exchangeTimeout } from '../provider/exchange.ts';
import { SignInProblem } from '../provider/problem.ts';
import type { Providers } from '../provider/providers.ts';
import { findProvider, type Provider } from '../settings/provider.ts';
import { derived, newState } from './browser-secret.ts';
import { insertRequest } from './queries.ts';
import { requestLifetime } from './request-lifetime.ts';

export type SingleSignOnServices = {
  readonly db: Database;
  readonly keys: KeyRing;
  readonly providers: Providers;
};

/** A browser that starts a sign-in, and where it goes afterwards. */
type Start = {
  readonly organizationId: string;
  readonly redirectUri: string;
  readonly browserSecret: string;
  readonly returnTo: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
};

/**
 * Starts a sign-in with the identity provider: authorization code with PKCE, state and nonce (OpenID Connect Core 3.1.2.1).
 * Any process can finish it.
 * @returns the URL at the provider
 * @throws SignInProblem
 */
export async function startSignIn(
  { db, keys, providers }: SingleSignOnServices,
  { organizationId, redirectUri, browserSecret, returnTo, at }: Start,
): Promise<URL> {
  const provider = await requireProvider(db, keys, organizationId);
  const { issuer, clientId, scope } = provider;
  const configuration = await providers.client(provider, AbortSignal.timeout(exchangeTimeout));
  const state = newState();
  const { nonce, codeVerifier, hashes } = derived(browserSecret, state);
  await insertRequest(db, {
    organizationId,
    ...hashes,
    issuer,
    clientId,
    returnTo,
    expiresAt: at + requestLifetime,
  });
  return client.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope,
    state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
  });
}

/** @throws SignInProblem if single sign-on is not set up */
export async function requireProvider(
  db: Database,
  keys: KeyRing,
  organizationId: string,
): Promise<Provider> {
  const provider = await findProvider(db, keys, organizationId);
  if (provider) return provider;
  throw new SignInProblem('not_configured', 'This organization does not use single sign-on.');
}
