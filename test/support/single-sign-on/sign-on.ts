import { expect } from 'vitest';
import type { Answer, Send } from '../client.ts';
import { TestClock } from '../clock.ts';
import { type Acme, createAcme, type WorldOptions } from '../world.ts';
import { clientId, clientSecret, type IdentityProvider, openIdentityProvider } from './identity-provider.ts';

export const settingsPath = '/api/v1/organization/single-sign-on';
const startPath = '/api/v1/auth/single-sign-on/start';
const callbackPath = '/api/v1/auth/single-sign-on/callback';
/** The redirect URI of acme-corp. */
export const redirectUri = `http://acme-corp.localhost:3000${callbackPath}`;

/** Settings for a provider, as the API takes them. */
export function settingsFor({ issuer }: Pick<IdentityProvider, 'issuer'>, change: object = {}) {
  return {
    name: 'Acme ID',
    issuer,
    clientId,
    clientSecret,
    domains: ['acme.test'],
    defaultRole: 'TEAM_MEMBER',
    roleClaim: null,
    roles: [],
    scope: 'openid email profile',
    required: false,
    breakGlassUserId: null,
    trustsSecondFactor: false,
    ...change,
  };
}

/** Acme with an identity provider, which its administrator can set up. */
export async function createAcmeWithProvider(options: WorldOptions = {}) {
  // The provider has the time of the system.
  const clock = new TestClock(Date.now);
  const acme = await createAcme({ allowLoopbackClientMetadata: true, clock, ...options });
  const provider = await openIdentityProvider({ redirectUris: [redirectUri] });
  const adminCookie = await acme.signIn(acme.admin);
  return {
    ...acme,
    provider,
    adminCookie,
    configure: (change: object = {}) => configure(acme, provider, adminCookie, change),
    close: async () => {
      await provider.close();
      await acme.close();
    },
  };
}
export type AcmeWithProvider = Awaited<ReturnType<typeof createAcmeWithProvider>>;

async function configure(acme: Acme, provider: IdentityProvider, cookie: string, change: object) {
  const answer = await acme.send('PUT', settingsPath, { cookie, body: settingsFor(provider, change) });
  expect(answer.status, answer.text).toBe(200);
  return answer.body.provider;
}

/** Headers of a browser that opens a page from another site. */
const navigation = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', accept: 'text/html' };

/** A started sign-in: where the provider sent the browser back to, and the browser's cookies. */
export type Started = { readonly authorization: URL; readonly cookies: string };

/** Starts a sign-in in a browser. */
export async function start(send: Send, { returnTo = '/', cookie = '' } = {}): Promise<Started> {
  const query = new URLSearchParams({ returnTo });
  const answer = await send('GET', `${startPath}?${query}`, {
    headers: { ...navigation, 'sec-fetch-site': 'same-origin', ...(cookie === '' ? {} : { cookie }) },
  });
  expect(answer.status, answer.text).toBe(303);
  return {
    authorization: new URL(answer.headers.location ?? ''),
    cookies: [cookie, ...cookiesOf(answer)].filter((part) => part !== '').join('; '),
  };
}

/** Lets the provider sign in its account, and returns the URL to which it redirects. */
export async function atProvider({ authorization }: Pick<Started, 'authorization'>): Promise<URL> {
  const jar = new Map<string, string>();
  for (let url = authorization, steps = 0; steps < 10; steps += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } });
    for (const text of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null)
      throw new Error(`the provider answered ${response.status}: ${await response.text()}`);
    url = new URL(location, url);
    if (url.origin !== authorization.origin) return url;
  }
  throw new Error('the provider redirects forever');
}

/** Opens the callback with the cookies of the browser that started. */
export function finish(send: Send, { cookies }: Pick<Started, 'cookies'>, callback: URL): Promise<Answer> {
  return send('GET', callback.pathname + callback.search, {
    headers: { ...navigation, ...(cookies === '' ? {} : { cookie: cookies }) },
  });
}

/** Signs in with the provider from start to end. */
export async function signOn(
  send: Send,
  options: { returnTo?: string; cookie?: string } = {},
): Promise<Answer> {
  const started = await start(send, options);
  return finish(send, started, await atProvider(started));
}

/** Signs in, and returns the session's cookie. */
export async function signedOn(send: Send): Promise<string> {
  const answer = await signOn(send);
  expect(answer.status, answer.text).toBe(303);
  const session = cookiesOf(answer).find((cookie) => cookie.startsWith('spedy_session='));
  if (session === undefined) throw new Error('there is no session cookie');
  return session;
}

/** The cookies that an answer sets. */
function cookiesOf({ headers }: Answer): string[] {
  const text = headers['set-cookie'] ?? '';
  return [...text.matchAll(/(?:^|,)(spedy_\w+=[^;,]+)/g)].map(([, cookie = '']) => cookie);
}
