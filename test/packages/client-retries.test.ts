import { describe, expect, it } from 'vitest';
import { createClient } from '../../packages/client/src/index.ts';

type Reply = { status: number; headers?: Record<string, string>; body?: unknown } | Error | 'hang';

/** A client whose server gives these replies, and then the last one again. */
function clientWith(
  replies: readonly Reply[],
  options: { retries?: number; timeout?: number; maxPause?: number } = {},
) {
  const sent: Request[] = [];
  const client = createClient({
    baseUrl: 'https://acme.example',
    auth: () => 'spedy_pat_x',
    ...options,
    fetch: async (input) => {
      const request = new Request(input);
      sent.push(request);
      const reply = replies[Math.min(sent.length, replies.length) - 1];
      if (reply === undefined || reply instanceof Error) throw reply;
      if (reply === 'hang')
        return new Promise((_resolve, reject) => {
          request.signal.addEventListener('abort', () => reject(request.signal.reason));
        });
      const { status, headers = {}, body = {} } = reply;
      return new Response(status === 304 ? null : JSON.stringify(body), {
        status,
        headers: { 'content-type': 'application/json', ...headers },
      });
    },
  });
  return { client, sent };
}
const busy = { status: 503, headers: { 'retry-after': '0' }, body: { code: 'unavailable', message: 'Busy' } };
const limited = (retryAfter: string) => ({
  status: 429,
  headers: { 'retry-after': retryAfter },
  body: { code: 'rate_limited', message: 'Wait' },
});
const ok = { status: 200, body: { ok: true } };
const me = '/api/v1/me';
const name = { body: { name: 'CI' } };

describe('retries of @spedy/client', () => {
  it('repeats what does the same twice, after as long as the server says', async () => {
    const { client, sent } = clientWith([busy, new TypeError('reset'), ok]);
    expect(await client.get(me)).toEqual({ ok: true });
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual(
      Array(3).fill('Bearer spedy_pat_x'),
    );
    const started = performance.now();
    await clientWith([limited('1'), ok]).client.get(me);
    expect(performance.now() - started).toBeGreaterThan(990);
  });

  it('understands a date in Retry-After, also one that has passed', async () => {
    const { client, sent } = clientWith([limited('Mon, 01 Jun 2026 12:00:00 GMT'), ok]);
    await client.get(me);
    expect(sent).toHaveLength(2);
  });

  it('repeats no POST or PATCH without a key', async () => {
    for (const replies of [[busy], [new TypeError('reset')]]) {
      const { client, sent } = clientWith(replies);
      await expect(client.post('/api/v1/me/tokens', name)).rejects.toThrow();
      expect(sent).toHaveLength(1);
    }
    const keyed = clientWith([busy, ok]);
    const params = { header: { 'idempotency-key': 'a' } };
    await keyed.client.post('/api/v1/me/tokens', { params, ...name });
    expect(await Promise.all(keyed.sent.map((request) => request.text()))).toEqual(
      Array(2).fill('{"name":"CI"}'),
    );
  });

  it('gives up after its retries, and at once for a pause that is too long or an error that stays', async () => {
    const twice = clientWith([busy]);
    await expect(twice.client.get(me)).rejects.toMatchObject({ code: 'unavailable', retryAfter: 0 });
    expect(twice.sent).toHaveLength(3);
    const stays = { status: 500, body: { code: 'internal_error', message: 'x' } };
    for (const reply of [limited('31'), limited('99999999'), stays]) {
      const { client, sent } = clientWith([reply]);
      await expect(client.get(me)).rejects.toMatchObject({ code: reply.body.code });
      expect(sent).toHaveLength(1);
    }
    const none = clientWith([busy], { retries: 0 });
    await expect(none.client.get(me)).rejects.toThrow('Busy');
    expect(none.sent).toHaveLength(1);
  });

  it('limits the time of each try', async () => {
    const { client, sent } = clientWith(['hang', ok], { timeout: 20 });
    expect(await client.get(me)).toEqual({ ok: true });
    expect(sent).toHaveLength(2);
    const always = clientWith(['hang'], { timeout: 20, retries: 0 });
    await expect(always.client.get(me)).rejects.toMatchObject({ code: 'timed_out' });
  });

  it("stops when the caller's signal aborts, while it waits for a response and between two tries", async () => {
    for (const reply of ['hang', limited('20')] as const) {
      const { client, sent } = clientWith([reply]);
      const caller = new AbortController();
      const asked = client.get(me, { signal: caller.signal });
      await expect.poll(() => sent.length).toBe(1);
      caller.abort(new Error('not needed any more'));
      await expect(asked).rejects.toThrow('not needed any more');
      expect(sent).toHaveLength(1);
    }
  });

  it('returns nothing if nothing has changed', async () => {
    const { client, sent } = clientWith([{ status: 304 }]);
    const params = { header: { 'if-none-match': '"a"' } };
    expect(await client.get('/api/v1/boards', { params })).toBeUndefined();
    expect(sent).toHaveLength(1);
  });

  it('limits the time for a body that does not end', async () => {
    const stream = () =>
      new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array([123])) });
    const client = createClient({
      baseUrl: 'https://acme.example',
      timeout: 20,
      retries: 0,
      fetch: async (input) => {
        const { signal } = new Request(input);
        const body = stream().pipeThrough(new TransformStream(), { signal });
        return new Response(body, { headers: { 'content-type': 'application/json' } });
      },
    });
    await expect(client.get(me)).rejects.toMatchObject({ code: 'timed_out' });
  });

  it("reports a proxy's page", async () => {
    const { client } = clientWith([{ status: 403, body: '<html>' }]);
    await expect(client.get(me)).rejects.toMatchObject({
      code: 'unexpected_response',
      message: expect.stringContaining('HTTP 403'),
    });
  });

  it('ends a list that never would', async () => {
    const { client, sent } = clientWith([{ status: 200, body: { data: [], nextCursor: 'a' } }]);
    await expect(client.list('/api/v1/tickets').next()).rejects.toMatchObject({
      code: 'unexpected_response',
    });
    expect(sent).toHaveLength(2);
  });
});
