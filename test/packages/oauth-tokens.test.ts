import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  completeSignIn,
  createClient,
  oauth,
  type StoredTokens,
  startSignIn,
  type TokenStore,
} from '../../packages/client/src/index.ts';
import { fileTokenStore } from '../../packages/client/src/node/index.ts';
import { connect, type RegisteredClient, registerClient } from '../support/oauth/oauth.ts';
import { createListeningSite, type ListeningSite } from '../support/packages/listening-site.ts';

describe('OAuth of @spedy/client', () => {
  let site: ListeningSite;
  let client: RegisteredClient;
  let folder: string;
  let refreshes: number;
  beforeAll(async () => {
    site = await createListeningSite();
    client = await registerClient(site);
    folder = mkdtempSync(join(tmpdir(), 'spedy-tokens-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await site.close();
  });
  beforeEach(() => {
    refreshes = 0;
  });

  /** Tokens of a new connection, of which the access token is about to expire. */
  const expiring = async (): Promise<StoredTokens> => {
    const { tokens } = await connect(site, site.teamMember, { client, scope: 'profile:read tickets:read' });
    return {
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token,
      expiresAt: Date.now() + 30_000,
      scope: tokens.scope,
    };
  };
  const memory = (tokens: StoredTokens | null) => {
    const state = { tokens, saves: 0 };
    const store: TokenStore = {
      load: () => state.tokens,
      save: (saved) => {
        state.saves += 1;
        state.tokens = saved;
      },
    };
    return { state, store };
  };
  const counting: typeof fetch = (...request) => {
    const [input] = request;
    if (String(input instanceof Request ? input.url : input).endsWith('/oauth/token')) refreshes += 1;
    return fetch(...request);
  };
  const providerOf = (store: TokenStore, send = counting) =>
    oauth({ issuer: site.url, clientId: client.client_id, store, fetch: send });
  const clientOf = (store: TokenStore, send = counting) =>
    createClient({ baseUrl: site.url, auth: providerOf(store, send) });

  it('refreshes once for all requests at the same time, and stores the tokens before they are used', async () => {
    const { state, store } = memory(await expiring());
    const [before, api] = [state.tokens, clientOf(store)];
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.get('/api/v1/me')));
    expect(new Set(answers.map(({ user }) => user.id))).toEqual(new Set([site.teamMember.id]));
    expect([refreshes, state.saves]).toEqual([1, 1]);
    expect(state.tokens?.refreshToken).not.toBe(before?.refreshToken);
    await api.get('/api/v1/me');
    expect(refreshes).toBe(1);
  });

  it('refreshes a token that the server rejects before its expiry, once, and sends the request again', async () => {
    const tokens = { ...(await expiring()), expiresAt: Date.now() + 3_600_000 };
    const { store } = memory({ ...tokens, accessToken: `${tokens.accessToken.slice(0, -1)}!` });
    const api = clientOf(store);
    const me = await Promise.all([api.get('/api/v1/me'), api.get('/api/v1/me')]);
    expect(me.map(({ user }) => user.id)).toEqual([site.teamMember.id, site.teamMember.id]);
    expect(refreshes).toBe(1);
  });

  it('uses the tokens that another process has stored', async () => {
    const { state, store } = memory(await expiring());
    const [one, other] = [clientOf(store), clientOf(store)];
    await one.get('/api/v1/me');
    await other.get('/api/v1/me');
    expect([refreshes, state.saves]).toEqual([1, 1]);
  });

  it('says that the member must sign in again once the connection has ended, or never began', async () => {
    const tokens = await expiring();
    const form = new URLSearchParams({ token: tokens.refreshToken ?? '', client_id: client.client_id });
    await fetch(`${site.url}/api/v1/oauth/revoke`, { method: 'POST', body: form });
    const none = { ...tokens, refreshToken: null };
    for (const stored of [tokens, null, none]) {
      const { store } = memory(stored);
      await expect(clientOf(store).get('/api/v1/me')).rejects.toMatchObject({ code: 'sign_in_required' });
    }
    // @ts-expect-error: a store that returns something else
    const broken = clientOf({ load: () => ({ accessToken: 1 }), save: () => {} });
    await expect(broken.get('/api/v1/me')).rejects.toMatchObject({ code: 'sign_in_required' });
  });

  it('keeps new tokens that could not be stored, and stores them before the next request', async () => {
    const { state, store } = memory(await expiring());
    let isFull = true;
    const api = clientOf({
      load: store.load,
      save: (tokens) => {
        if (isFull) throw new Error('disk full');
        return store.save(tokens);
      },
    });
    for (let tries = 0; tries < 2; tries += 1)
      await expect(api.get('/api/v1/me')).rejects.toMatchObject({
        code: 'tokens_not_stored',
        cause: { message: 'disk full' },
      });
    isFull = false;
    await api.get('/api/v1/me');
    expect([refreshes, state.saves]).toEqual([1, 1]);
  });

  it('repeats a refresh whose answer was lost, which gets the same tokens', async () => {
    const { state, store } = memory(await expiring());
    let lost = 0;
    const api = clientOf(store, async (...request) => {
      const answer = await counting(...request);
      if (refreshes !== 1 || lost > 0) return answer;
      lost += 1;
      throw new TypeError('connection reset');
    });
    await api.get('/api/v1/me');
    expect([refreshes, lost, state.saves]).toEqual([2, 1, 1]);
  });

  it('ends the wait of a request that is aborted, and not the refresh that others wait for', async () => {
    const { store } = memory(await expiring());
    const open = Promise.withResolvers<void>();
    const api = clientOf(store, async (...request) => {
      await open.promise;
      return counting(...request);
    });
    const caller = new AbortController();
    const aborted = api.get('/api/v1/me', { signal: caller.signal });
    const other = api.get('/api/v1/me');
    caller.abort(new Error('left'));
    await expect(aborted).rejects.toThrow('left');
    open.resolve();
    expect((await other).user.id).toBe(site.teamMember.id);
  });

  it('lets processes that share a file refresh one after the other', async () => {
    const path = join(folder, 'shared', 'tokens.json');
    await fileTokenStore(path).save(await expiring());
    const processes = Array.from({ length: 8 }, () => clientOf(fileTokenStore(path)));
    await Promise.all(processes.map((api) => api.get('/api/v1/me')));
    expect(refreshes).toBe(1);
    expect([statSync(path).mode & 0o777, statSync(join(path, '..')).mode & 0o777]).toEqual([0o600, 0o700]);
    expect(readdirSync(join(folder, 'shared'))).toEqual(['tokens.json']);
  });

  it('says when the file cannot be read, without what is in it', async () => {
    const path = join(folder, 'left.json');
    const store = fileTokenStore(path);
    expect(await store.load()).toBeNull();
    for (const text of ['', '{"accessToken":"spedy_oat_secret"', '[]']) {
      writeFileSync(path, text);
      const error = await Promise.resolve(store.load()).catch((error: unknown) => error);
      expect(error).toMatchObject({ code: 'sign_in_required' });
      expect(inspect(error)).not.toContain('spedy_oat_secret');
    }
  });

  it('prints no token', async () => {
    const tokens = await expiring();
    const provider = providerOf(memory(tokens).store);
    await provider.getToken();
    const printed = inspect(provider, { depth: 20, showHidden: true }) + JSON.stringify(provider);
    expect(printed).not.toContain('spedy_o');
  });

  it('accepts only the end of its own sign-in', async () => {
    const redirectUri = 'https://app.example.com/callback';
    const options = { issuer: site.url, clientId: client.client_id, redirectUri };
    const signIn = await startSignIn({ ...options, scopes: ['profile:read'] });
    expect(Object.fromEntries(new URL(signIn.url).searchParams)).toMatchObject({
      response_type: 'code',
      scope: 'profile:read',
      code_challenge_method: 'S256',
      state: signIn.state,
    });
    const iss = encodeURIComponent(site.url);
    for (const query of [
      `code=x&state=other&iss=${iss}`,
      `code=x&state=${signIn.state}&iss=https%3A%2F%2Fevil.example`,
      `code=x&state=${signIn.state}`,
      `error=access_denied&state=${signIn.state}&iss=${iss}`,
    ])
      await expect(completeSignIn(options, signIn, `${redirectUri}?${query}`), query).rejects.toMatchObject({
        code: 'sign_in_required',
      });
    const unknown = completeSignIn(options, signIn, `${redirectUri}?code=x&state=${signIn.state}&iss=${iss}`);
    await expect(unknown).rejects.toMatchObject({ code: 'invalid_grant' });
  });
});
