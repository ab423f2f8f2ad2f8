import type { CompiledQuery } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { newToken } from '../../../src/credentials/token-format.ts';
import { type Call, expectError } from '../../support/client.ts';
import { second } from '../../support/clock.ts';
import { connect } from '../../support/oauth.ts';
import { exchange, head, listen } from '../../support/sockets.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

describe('how a credential is presented', () => {
  let acme: Acme;
  let token: string;
  let cookie: string;
  let queries: CompiledQuery[];
  beforeAll(async () => {
    acme = await createAcme();
    token = acme.adminToken;
    cookie = await acme.signIn(acme.admin);
    queries = [];
    const executor = acme.db.getExecutor();
    const execute = executor.executeQuery.bind(executor);
    vi.spyOn(executor, 'executeQuery').mockImplementation((query, options) => {
      queries.push(query);
      return execute(query, options);
    });
    await acme.send('GET', '/api/v1/me');
  });
  afterAll(() => acme.close());

  const me = (authorization: string, path = '/api/v1/me') =>
    acme.send('GET', path, { headers: { authorization } });
  /** What a request made the database do. */
  async function queriesOf(act: () => Promise<unknown>): Promise<number> {
    const before = queries.length;
    await act();
    return queries.length - before;
  }

  it.each(['Bearer', 'bearer', 'BEARER', 'bEaReR'])('the scheme %s is taken', async (scheme) => {
    expect((await me(`${scheme} ${token}`)).status).toBe(200);
    expect((await me(`${scheme}   ${token}  `)).status).toBe(200);
    expect((await me(`${scheme}\t${token}`)).status).toBe(200);
  });

  it('a good token costs one query at its first use, and none after', async () => {
    const fresh = await acme.createToken(acme.admin);
    const asked = () => queriesOf(async () => expect((await me(`Bearer ${fresh}`)).status).toBe(200));
    expect(await asked()).toBe(1);
    for (let times = 0; times < 10; times += 1) expect(await asked()).toBe(0);
  });

  it('costs a query each time where nothing is to be remembered', async () => {
    const other = await createAcme({ cacheSize: 0 });
    const asked = () => other.send('GET', '/api/v1/me', { token: other.adminToken });
    await asked();
    const executed = vi.spyOn(other.db.getExecutor(), 'executeQuery');
    for (let times = 1; times <= 3; times += 1) {
      expect((await asked()).status).toBe(200);
      expect(executed).toHaveBeenCalledTimes(times);
    }
    await other.close();
  });

  it('so does an access token of an application; a session costs none, as its sign-in has looked it up', async () => {
    const { tokens } = await connect(acme, acme.admin);
    const session = await acme.signIn(acme.admin);
    const asked = (call: Call) =>
      queriesOf(async () => expect((await acme.send('GET', '/api/v1/me', call)).status).toBe(200));
    const access = { token: tokens.access_token };
    expect([await asked(access), await asked(access), await asked(access)]).toEqual([1, 0, 0]);
    expect([await asked({ cookie: session }), await asked({ cookie: session })]).toEqual([0, 0]);
  });

  it('an unknown token with a right checksum costs one query a second, however often it comes', async () => {
    const unknown = newToken('pat');
    const asked = () =>
      queriesOf(async () => expectError(await me(`Bearer ${unknown}`), 401, 'token_invalid'));
    expect([await asked(), await asked(), await asked()]).toEqual([1, 0, 0]);
    acme.monotonic.advance(second);
    await acme.app.credentials.feed.poll();
    expect([await asked(), await asked()]).toEqual([1, 0]);
  });

  it('a token with one character changed is refused without a query, wherever it is', async () => {
    for (let index = 0; index < token.length; index += 1) {
      const letter = alphabet[(alphabet.indexOf(token.charAt(index)) + 1) % 62];
      const changed = `${token.slice(0, index)}${letter}${token.slice(index + 1)}`;
      expect(
        await queriesOf(async () => expectError(await me(`Bearer ${changed}`), 401, 'token_invalid')),
      ).toBe(0);
    }
  });

  it.each([
    ['empty', () => 'Bearer'],
    ['spaces alone', () => 'Bearer   '],
    ['cut short', () => `Bearer ${token.slice(0, -1)}`],
    ['cut in the middle', () => `Bearer ${token.slice(0, 20)}`],
    ['the prefix alone', () => 'Bearer spedy_pat_'],
    ['one letter too long', () => `Bearer ${token}0`],
    ['with a space in it', () => `Bearer ${token.slice(0, 20)} ${token.slice(20)}`],
    ['twice', () => `Bearer ${token} ${token}`],
    ['twice with a comma', () => `Bearer ${token}, Bearer ${token}`],
    ['the scheme twice', () => `Bearer Bearer ${token}`],
    ['quoted', () => `Bearer "${token}"`],
    ['in upper case', () => `Bearer ${token.toUpperCase()}`],
    ['percent-encoded', () => `Bearer ${token.replaceAll('_', '%5f')}`],
    ['another of our kinds', () => `Bearer ${newToken('setup')}`],
    ["the session's value", () => `Bearer ${cookie.split('=')[1]}`],
    ['16,000 letters', () => `Bearer ${'x'.repeat(15_000)}`],
    ['letters beyond ASCII', () => `Bearer spedy_pat_${'é'.repeat(38)}`],
  ])('%s: 401 without a query', async (_what, authorization) => {
    const refused = async () => expectError(await me(authorization()), 401, 'token_invalid');
    expect(await queriesOf(refused)).toBe(0);
  });

  it('two Authorization headers are no credential, alike or not', async () => {
    const port = await listen(acme.app.server);
    const host = 'Host: acme-corp.localhost:3000';
    const good = `Authorization: Bearer ${token}`;
    for (const second of [good, 'authorization: Basic YTpi', `AUTHORIZATION: Bearer ${acme.customerToken}`]) {
      expectError(await exchange(port, head('/api/v1/me', [host, good, second])), 401, 'token_invalid');
      expectError(await exchange(port, head('/api/v1/me', [host, second, good])), 401, 'token_invalid');
    }
    expect((await exchange(port, head('/api/v1/me', [host, good]))).status).toBe(200);
  });

  it('a token in the query string, in a body or in another header is never accepted', async () => {
    for (const name of ['access_token', 'token', 'authorization', 'api_key'])
      expectError(await acme.send('GET', `/api/v1/me?${name}=${token}`), 401, 'authentication_required');
    const body = { name: 'x', access_token: token, token };
    expectError(await acme.send('POST', '/api/v1/me/tokens', { body }), 401, 'authentication_required');
    for (const name of ['x-api-key', 'private-token', 'x-authorization', 'proxy-authorization'])
      expectError(
        await acme.send('GET', '/api/v1/me', { headers: { [name]: `Bearer ${token}` } }),
        401,
        'authentication_required',
      );
  });

  it('a token as the cookie is no session', async () => {
    const answer = await acme.send('GET', '/api/v1/me', { cookie: `spedy_session=${token}` });
    expectError(answer, 401, 'authentication_required');
  });

  it('a bad token is refused even beside a good cookie', async () => {
    const headers = { authorization: 'Bearer nonsense' };
    expectError(await acme.send('GET', '/api/v1/me', { cookie, headers }), 401, 'token_invalid');
  });
});
