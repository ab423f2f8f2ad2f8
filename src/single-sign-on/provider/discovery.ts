import * as client from 'openid-client';
import type { Provider } from '../settings/provider.ts';
import { problemIn, SignInProblem } from './problem.ts';
import { providerFetch } from './provider-fetch.ts';

/** Accepted difference between the clocks of the provider and this server, in seconds. */
const clockTolerance = 120;

/**
 * Returns a client for the requests of one sign-in.
 * @param deadline of all its requests
 * @param now milliseconds since the epoch
 */
export function clientOf(
  metadata: client.ServerMetadata,
  { clientId, clientSecret, issuer }: Provider,
  deadline: AbortSignal,
  now: number,
): client.Configuration {
  const configuration = new client.Configuration(
    metadata,
    clientId,
    {
      [client.clockTolerance]: clockTolerance,
      // The client reads the system's clock.
      [client.clockSkew]: Math.round((now - Date.now()) / 1000),
    },
    authenticationOf(metadata, clientSecret),
  );
  configuration[client.customFetch] = providerFetch(deadline);
  client.enableNonRepudiationChecks(configuration);
  if (isPlainHttp(issuer)) client.allowInsecureRequests(configuration);
  return configuration;
}

/** Returns the metadata of an issuer (OpenID Connect Discovery 4). @throws SignInProblem */
export async function discover(issuer: string, deadline: AbortSignal): Promise<client.ServerMetadata> {
  const { metadata } = await client
    .discovery(new URL(issuer), 'unused', undefined, undefined, {
      [client.customFetch]: providerFetch(deadline),
      execute: isPlainHttp(issuer) ? [client.allowInsecureRequests] : [],
    })
    .then((configuration) => ({ metadata: configuration.serverMetadata() }))
    .catch((error: unknown) => {
      throw discoveryProblem(issuer, error);
    });
  requireEndpoints(issuer, metadata);
  return metadata;
}

function discoveryProblem(issuer: string, error: unknown): SignInProblem {
  const own = problemIn(error);
  if (own) return own;
  const what = error instanceof Error ? error.message : 'unknown error';
  return new SignInProblem('provider_error', `${issuer} does not publish valid OpenID metadata (${what}).`, {
    cause: error,
  });
}

/**
 * Requires what a sign-in uses. Only an issuer on loopback, in development, may have endpoints without TLS.
 * @throws SignInProblem
 */
function requireEndpoints(issuer: string, metadata: client.ServerMetadata): void {
  if (metadata.issuer !== issuer)
    throw new SignInProblem(
      'provider_error',
      `The provider's issuer is ${metadata.issuer}, not ${issuer}. Enter it exactly as published.`,
    );
  const protocol = new URL(issuer).protocol;
  for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const) {
    const url = metadata[name];
    if (url === undefined || !URL.canParse(url) || new URL(url).protocol !== protocol)
      throw new SignInProblem('provider_error', `The provider's metadata has no secure ${name}.`);
  }
}

/** Chooses HTTP Basic, the default (OpenID Connect Discovery 3), unless the provider does not support it. */
function authenticationOf(metadata: client.ServerMetadata, clientSecret: string): client.ClientAuth {
  const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  return methods.includes('client_secret_basic')
    ? client.ClientSecretBasic(clientSecret)
    : client.ClientSecretPost(clientSecret);
}

function isPlainHttp(issuer: string): boolean {
  return issuer.startsWith('http:');
}
