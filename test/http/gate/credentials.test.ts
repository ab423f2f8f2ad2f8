import type { CompiledQuery } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { newToken } from '../../../src/credentials/token-format.ts';
import { type Call, expectError } from '../../support/client.ts';
import { second } from '../../support/clock.ts';
import { connect } from '../../support/oauth/oauth.ts';
import { exchange, head, listen } from '../../support/servers/sockets.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

describe('presenting a credential', () => {
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
  /** Returns how many queries a request runs. */
  async function queriesOf(run: () => Promise<unknown>): Promise<number> {
    const before = queries.length;
    await run();
    return queries.length - before;
  }

  it.each(['Bearer', 'bearer', 'BEARER', 'bEaReR'])('accepts the scheme %s', async (scheme) => {
    expect((await me(`${scheme} ${token}`)).status).toBe(200);
    expect((await me(`${scheme}   ${token}  `)).status).toBe(200);
    expect((await me(`${scheme}\t${token}`)).status).toBe(200);
  });

  it('needs one query at the first use of a token, and none after that', async () => {
    const fresh = await acme.createToken(acme.admin);
    const queryCount = () => queriesOf(async () => expect((await me(`Bearer ${fresh}`)).status).toBe(200));
    expect(await queryCount()).toBe(1);
    for (let times = 0; times < 10; times += 1) expect(await queryCount()).toBe(0);
  });

  it('needs a query for each use when the cache size is 0', async () => {
    const other = await createAcme({ cacheSize: 0 });
    const queryCount = () => other.send('GET', '/api/v1/me', { token: other.adminToken });
    await queryCount();
    const executed = vi.spyOn(other.db.getExecutor(), 'executeQuery');
    for (let times = 1; times <= 3; times += 1) {
      expect((await queryCount()).status).toBe(200);
      expect(executed).toHaveBeenCalledTimes(times);
    }
    await other.close();
  });

  it('needs one query for an OAuth access token, and none for a session cached at sign-in', async () => {
    const { tokens } = await connect(acme, acme.admin);
    const session = await acme.signIn(acme.admin);
    const queryCount = (call: Call) =>
      queriesOf(async () => expect((await acme.send('GET', '/api/v1/me', call)).status).toBe(200));
    const access = { token: tokens.access_token };
    expect([await queryCount(access), await queryCount(access), await queryCount(access)]).toEqual([1, 0, 0]);
    expect([await queryCount({ cookie: session }), await queryCount({ cookie: session })]).toEqual([0, 0]);
  });

  it('needs at most one query a second for an unknown token with a correct checksum', async () => {
    const unknown = newToken('pat');
    const queryCount = () =>
      queriesOf(async () => expectError(await me(`Bearer ${unknown}`), 401, 'token_invalid'));
    expect([await queryCount(), await queryCount(), await queryCount()]).toEqual([1, 0, 0]);
    acme.monotonic.advance(second);
    await acme.app.credentials.feed.poll();
    expect([await queryCount(), await queryCount()]).toEqual([1, 0]);
  });

  it('rejects a token with any one character changed without a query', async () => {
    for (let index = 0; index < token.length; index += 1) {
      const letter = alphabet[(alphabet.indexOf(token.charAt(index)) + 1) % 62];
      const changed = `${token.slice(0, index)}${letter}${token.slice(index + 1)}`;
      expect(
        await queriesOf(async () => expectError(await me(`Bearer ${changed}`), 401, 'token_invalid')),
      ).toBe(0);
    }
  });

  it.each([
    ['no token', () => 'Bearer'],
    ['only spaces', () => 'Bearer   '],
    ['a token without its last character', () => `Bearer ${token.slice(0, -1)}`],
    ['half a token', () => `Bearer ${token.slice(0, 20)}`],
    ['only the prefix', () => 'Bearer spedy_pat_'],
    ['a token with an extra character', () => `Bearer ${token}0`],
    ['a token that contains a space', () => `Bearer ${token.slice(0, 20)} ${token.slice(20)}`],
    ['two tokens', () => `Bearer ${token} ${token}`],
    ['two tokens with a comma', () => `Bearer ${token}, Bearer ${token}`],
    ['a repeated scheme', () => `Bearer Bearer ${token}`],
    ['a quoted token', () => `Bearer "${token}"`],
    ['an uppercase token', () => `Bearer ${token.toUpperCase()}`],
    ['a percent-encoded token', () => `Bearer ${token.replaceAll('_', '%5f')}`],
    ['a token of another kind', () => `Bearer ${newToken('setup')}`],
    ['a session token', () => `Bearer ${cookie.split('=')[1]}`],
    ['16,000 letters', () => `Bearer ${'x'.repeat(15_000)}`],
    ['non-ASCII letters', () => `Bearer spedy_pat_${'é'.repeat(38)}`],
  ])('rejects %s without a query', async (_what, authorization) => {
    const refused = async () => expectError(await me(authorization()), 401, 'token_invalid');
    expect(await queriesOf(refused)).toBe(0);
  });

  it('rejects two Authorization headers, equal or not', async () => {
    const port = await listen(acme.app.server);
    const host = 'Host: acme-corp.localhost:3000';
    const good = `Authorization: Bearer ${token}`;
    for (const second of [good, 'authorization: Basic YTpi', `AUTHORIZATION: Bearer ${acme.customerToken}`]) {
      expectError(await exchange(port, head('/api/v1/me', [host, good, second])), 401, 'token_invalid');
      expectError(await exchange(port, head('/api/v1/me', [host, second, good])), 401, 'token_invalid');
    }
    expect((await exchange(port, head('/api/v1/me', [host, good]))).status).toBe(200);
  });

  it('never accepts a token in the query string, a body or another header', async () => {
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

  it('does not accept a token as the session cookie', async () => {
    const answer = await acme.send('GET', '/api/v1/me', { cookie: `spedy_session=${token}` });
    expectError(answer, 401, 'authentication_required');
  });

  it('rejects an invalid token even with a valid cookie', async () => {
    const headers = { authorization: 'Bearer nonsense' };
    expectError(await acme.send('GET', '/api/v1/me', { cookie, headers }), 401, 'token_invalid');
  });
});
