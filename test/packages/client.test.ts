import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import {
  createClient,
  type ErrorCode,
  errorCodes,
  isApiError,
  isClientError,
  type ListItem,
  SpedyApiError,
} from '../../packages/client/src/index.ts';
import { errorCatalog } from '../../src/contract/errors.ts';
import { read } from '../architecture/repository.ts';
import { createListeningSite, type ListeningSite } from '../support/packages/listening-site.ts';

const thrownBy = (work: Promise<unknown>) =>
  work.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error,
  );

describe('@spedy/client', () => {
  let site: ListeningSite;
  beforeAll(async () => {
    site = await createListeningSite();
  });
  afterAll(() => site.close());
  const clientOf = (token = site.adminToken, options = {}) =>
    createClient({ baseUrl: site.url, auth: token, ...options });

  it('calls the API with the types of its schema', async () => {
    const client = clientOf();
    const me = await client.get('/api/v1/me');
    expectTypeOf(me.user.id).toEqualTypeOf<string>();
    expect(me).toMatchObject({ user: { id: site.admin.id }, role: 'ADMIN' });
    const board = await client.post('/api/v1/boards', { body: { key: 'WEB', name: 'Website' } });
    const ticket = await client.post('/api/v1/tickets', {
      body: { boardId: board.id, title: 'Log in fails' },
    });
    const path = { ticketId: ticket.id };
    const changed = await client.patch('/api/v1/tickets/{ticketId}', {
      params: { path },
      body: { status: 'DONE' },
    });
    expect(changed).toMatchObject({ displayId: 'WEB-1', status: 'DONE' });
    const token = await client.post('/api/v1/me/tokens', { body: { name: 'CI' } });
    const revoked = await client.delete('/api/v1/me/tokens/{tokenId}', {
      params: { path: { tokenId: token.id } },
    });
    expect(revoked).toBeUndefined();
    // @ts-expect-error: no such path
    await expect(client.get('/api/v1/nothing')).rejects.toMatchObject({ code: 'not_found' });
    // @ts-expect-error: the body has no such field
    const wrong = client.post('/api/v1/boards', { body: { key: 'X', title: 'x' } });
    await expect(wrong).rejects.toMatchObject({ code: 'validation_failed' });
  });

  it.each(['', '.', '..'])('does not call another route with the ID %j', async (ticketId) => {
    const client = clientOf();
    const call = client.get('/api/v1/tickets/{ticketId}/comments', { params: { path: { ticketId } } });
    await expect(call).rejects.toThrow('The path parameter ticketId must be an ID');
  });

  it('reads lists to their end, a page at a time', async () => {
    const client = clientOf();
    const board = await client.post('/api/v1/boards', { body: { key: 'LIST', name: 'Long' } });
    for (let n = 1; n <= 5; n += 1)
      await client.post('/api/v1/tickets', { body: { boardId: board.id, title: `Ticket ${n}` } });
    const titles: string[] = [];
    const query = { limit: 2, boardId: board.id };
    for await (const ticket of client.list('/api/v1/tickets', { params: { query } })) {
      expectTypeOf(ticket).toEqualTypeOf<ListItem<'/api/v1/tickets'>>();
      titles.push(ticket.title);
    }
    expect(titles.toSorted()).toEqual([1, 2, 3, 4, 5].map((n) => `Ticket ${n}`));
    const sizes: number[] = [];
    for await (const page of client.pages('/api/v1/tickets', { params: { query } }))
      sizes.push(page.data.length);
    expect(sizes).toEqual([2, 2, 1]);
    let tokens = 0;
    for await (const token of client.list('/api/v1/me/tokens')) tokens += token.id.startsWith('tok_') ? 1 : 0;
    expect(tokens).toBeGreaterThan(0);
    // @ts-expect-error: not a list
    await expect(client.list('/api/v1/me').next()).rejects.toMatchObject({ code: 'unexpected_response' });
  });

  it('throws errors with the code, status, request and fields of the answer', async () => {
    const error = await thrownBy(clientOf().post('/api/v1/me/tokens', { body: { name: '' } }));
    expect(error).toBeInstanceOf(SpedyApiError);
    expect(error).toMatchObject({
      code: 'validation_failed',
      status: 400,
      requestId: expect.stringMatching(/^req_/),
      details: [{ path: 'name', message: expect.any(String) }],
      retryAfter: null,
    });
    expect(isApiError(error, 'validation_failed')).toBe(true);
    expect(isApiError(error, 'not_found', 'forbidden')).toBe(false);
    const forbidden = await thrownBy(clientOf(site.customerToken).get('/api/v1/users'));
    expect(forbidden).toMatchObject({ code: 'forbidden', status: 403 });
    const unknown = await thrownBy(clientOf('spedy_pat_unknown').get('/api/v1/me'));
    expect(unknown).toMatchObject({ code: 'token_invalid', status: 401 });
    const oauth = await thrownBy(clientOf().fetch('/api/v1/oauth/token', { method: 'POST' }));
    expect(oauth).toMatchObject({ code: 'invalid_request' });
  });

  it('repeats a request with an idempotency key without creating anything twice', async () => {
    let tries = 0;
    const lossy = (...request: Parameters<typeof fetch>) => {
      tries += 1;
      const answer = fetch(...request);
      return tries === 1
        ? answer.then(() => {
            throw new TypeError('the answer was lost');
          })
        : answer;
    };
    const client = clientOf(site.teamMemberToken, { fetch: lossy });
    const key = crypto.randomUUID();
    const error = await thrownBy(
      client.post('/api/v1/me/tokens', {
        params: { header: { 'idempotency-key': key } },
        body: { name: 'Once' },
      }),
    );
    expect(error).toMatchObject({ code: 'already_created', tokenId: expect.stringMatching(/^tok_/) });
    expect(tries).toBe(2);
    const names = [];
    for await (const { name } of clientOf(site.teamMemberToken).list('/api/v1/me/tokens')) names.push(name);
    expect(names.filter((name) => name === 'Once')).toHaveLength(1);
  });

  it('has the types and codes of the server: npm run types', () => {
    expect(read('packages/client/src/schema.ts')).toBe(read('dashboard/src/api/schema.ts'));
    expect([...errorCodes]).toEqual(Object.keys(errorCatalog));
    expectTypeOf<ErrorCode>().toEqualTypeOf<keyof typeof errorCatalog>();
  });

  it('shows no token in what it prints, also in errors', async () => {
    const client = clientOf();
    const failed = await thrownBy(
      clientOf(site.adminToken, { baseUrl: 'http://localhost:1' }).get('/api/v1/me'),
    );
    const refused = await thrownBy(client.get('/api/v1/boards', { params: { query: { limit: 0 } } }));
    const broken = await thrownBy(clientOf(`${site.adminToken}\n`).get('/api/v1/me'));
    for (const value of [client, failed, refused, broken]) {
      const printed = inspect(value, { depth: 20, showHidden: true }) + JSON.stringify(value) + String(value);
      expect(printed).not.toContain(site.adminToken.slice(12));
    }
    expect(broken).toMatchObject({ code: 'token_malformed', message: expect.stringContaining('line break') });
    expect(JSON.stringify(client)).toBe(JSON.stringify({ baseUrl: site.url }));
  });

  it('says what is wrong with an address, and sends its token nowhere else', async () => {
    const at = (baseUrl: string) => () => createClient({ baseUrl });
    expect(at('acme-corp.spedy.example')).toThrow("baseUrl must be an organization's address");
    expect(at('http://acme-corp.spedy.example')).toThrow('must begin with https://');
    expect(at('https://ada:secret@acme.example')).toThrow('no user, password');
    expect(createClient({ baseUrl: 'http://spedy.internal/', allowHttp: true }).baseUrl).toBe(
      'http://spedy.internal',
    );
    await expect(clientOf().fetch('https://evil.example/api')).rejects.toThrow('sends its token to');
    await expect(clientOf().fetch('//evil.example/api')).rejects.toThrow('sends its token to');
    expect((await clientOf().fetch('/api/v1/me')).status).toBe(200);
    const nowhere = await thrownBy(
      createClient({ baseUrl: 'http://localhost:1', retries: 0 }).get('/api/v1/me'),
    );
    expect(isClientError(nowhere, 'connection_failed')).toBe(true);
  });
});
