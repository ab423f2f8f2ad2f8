import * as client from 'openid-client';
import { randomBase62 } from '../../credentials/base62.ts';
import { exchangeTimeout } from '../provider/exchange.ts';
import { problemIn, SignInProblem } from '../provider/problem.ts';
import type { Providers } from '../provider/providers.ts';
import type { Provider } from './provider.ts';
import type { TestStep } from './schema.ts';

type Step = { readonly name: string; readonly run: () => Promise<string> };

/**
 * Checks an identity provider as far as is possible without a person: its metadata, its keys, and whether it accepts the
 * client's credentials. Stops at the first step that fails.
 * @param redirectUri of the organization
 */
export async function testProvider(
  providers: Providers,
  provider: Provider,
  redirectUri: string,
): Promise<readonly TestStep[]> {
  const deadline = AbortSignal.timeout(exchangeTimeout);
  providers.forget(provider);
  const configure = () => providers.client(provider, deadline);
  const steps: readonly Step[] = [
    { name: 'Metadata', run: async () => `Found at ${(await configure()).serverMetadata().issuer}.` },
    { name: 'Keys', run: async () => readKeys(await configure()) },
    {
      name: 'Client ID and secret',
      run: async () => checkCredentials(await configure(), provider, redirectUri),
    },
  ];
  const done: TestStep[] = [];
  for (const { name, run } of steps) {
    const step = await run().then(
      (message) => ({ name, ok: true, message }),
      (error: unknown) => ({ name, ok: false, message: messageOf(error) }),
    );
    done.push(step);
    if (!step.ok) break;
  }
  return done;
}

function messageOf(error: unknown): string {
  if (error instanceof SignInProblem) return error.message;
  throw error;
}

async function readKeys(configuration: client.Configuration): Promise<string> {
  const { jwks_uri: address = '' } = configuration.serverMetadata();
  const fetchKeys = configuration[client.customFetch];
  if (!fetchKeys) throw new Error('the client has no fetch');
  const headers = { accept: 'application/json' };
  const response = await fetchKeys(address, { method: 'GET', headers, body: undefined, redirect: 'manual' });
  const keys: unknown = response.ok ? await response.json().catch(() => null) : null;
  const list = typeof keys === 'object' && keys !== null ? Reflect.get(keys, 'keys') : null;
  if (!Array.isArray(list) || list.length === 0)
    throw new SignInProblem('provider_error', `There are no keys at ${address} (status ${response.status}).`);
  return list.length === 1 ? 'One key.' : `${list.length} keys.`;
}

/** Exchanges an invented code: a provider that accepts the client rejects only the code (RFC 6749 5.2). */
async function checkCredentials(
  configuration: client.Configuration,
  { name }: Provider,
  redirectUri: string,
): Promise<string> {
  const url = new URL(redirectUri);
  const { issuer } = configuration.serverMetadata();
  url.search = String(new URLSearchParams({ code: randomBase62(43), iss: issuer }));
  const error = await client
    .authorizationCodeGrant(configuration, url, { pkceCodeVerifier: randomBase62(43) })
    .then(
      () => null,
      (reason: unknown) => reason,
    );
  if (error instanceof client.ResponseBodyError && !rejectsClient.includes(error.error))
    return `${name} accepts them.`;
  const own = problemIn(error);
  if (own) throw own;
  throw new SignInProblem('provider_error', `${name} does not accept the client ID and the client secret.`, {
    cause: error,
  });
}

const rejectsClient: readonly string[] = ['invalid_client', 'unauthorized_client'];
