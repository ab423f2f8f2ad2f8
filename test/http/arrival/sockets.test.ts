import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Server } from '../../../src/http/server.ts';
import { type Answer, expectError } from '../../support/client.ts';
import { exchange, fetchFrom, head, listen } from '../../support/servers/sockets.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const host = 'acme-corp.localhost:3000';
const megabyte = 1_048_576;

/** Closes idle connections and returns the number of the others. */
function countConnections({ server }: Server): Promise<number> {
  server.closeIdleConnections();
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
}

/** Expects an error with the headers that every response has, even one that Node's parser causes. */
function expectRefusal(answer: Answer, status: number, code: string): void {
  const body = expectError(answer, status, code);
  expect(answer.headers['x-request-id']).toBe(body.requestId);
  expect(answer.headers).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-type': 'application/json; charset=utf-8',
  });
}

describe('the server on a real connection', () => {
  let acme: Acme;
  let port: number;
  let authorization: string;
  beforeAll(async () => {
    acme = await createAcme();
    port = await listen(acme.app.server);
    authorization = `Bearer ${acme.adminToken}`;
  });
  afterAll(() => acme.close());

  describe('errors of the HTTP parser', () => {
    it.each([
      ['text that is not HTTP', 'hello\r\n\r\n'],
      ['a header without a colon', `GET / HTTP/1.1\r\nHost: ${host}\r\nbroken\r\n\r\n`],
      [
        'two Content-Length headers',
        head('/api/v1/me', [`Host: ${host}`, 'Content-Length: 3', 'Content-Length: 4'], 'POST'),
      ],
      [
        'Content-Length and Transfer-Encoding',
        head('/api/v1/me', [`Host: ${host}`, 'Content-Length: 3', 'Transfer-Encoding: chunked'], 'POST'),
      ],
      [
        'a Content-Length that is not a number',
        head('/api/v1/me', [`Host: ${host}`, 'Content-Length: x'], 'POST'),
      ],
      ['an unknown method', head('/api/v1/me', [`Host: ${host}`], 'FROB')],
      ['a NUL in a header', head('/api/v1/me', [`Host: ${host}`, 'X-Odd: a\0b'])],
      ['a space in the target', `GET /api/v1/a b HTTP/1.1\r\nHost: ${host}\r\n\r\n`],
    ])('return 400 as JSON for %s', async (_what, text) => {
      expectRefusal(await exchange(port, text), 400, 'bad_request');
    });

    it('return 431 as JSON for a head of more than 16 KiB', async () => {
      const long = 'x'.repeat(17 * 1024);
      expectRefusal(
        await exchange(port, head('/', [`Host: ${host}`, `X-Long: ${long}`])),
        431,
        'headers_too_large',
      );
      expectRefusal(await exchange(port, head(`/${long}`, [`Host: ${host}`])), 431, 'headers_too_large');
    });

    it('return a page that says what to do for a head of more than 16 KiB from a browser', async () => {
      const headers = [`Host: ${host}`, 'Accept: text/html,*/*', `Cookie: ${'x'.repeat(17 * 1024)}`];
      const { status, headers: answered, text } = await exchange(port, head('/', headers));
      expect([status, answered['content-type']]).toEqual([431, 'text/html; charset=utf-8']);
      expect(text).toContain('Delete this site&#39;s cookies');
    });

    it('close the connection of a client that does not close it', async () => {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      socket.on('error', () => {}).resume();
      socket.write('hello\r\n\r\n');
      await once(socket, 'end');
      await expect.poll(() => countConnections(acme.app.server), { timeout: 5_000 }).toBe(0);
      socket.destroy();
    });
  });

  describe('the Host header', () => {
    it.each([
      ['is missing', head('/api/v1/me', [])],
      ['is repeated', head('/api/v1/me', [`Host: ${host}`, `Host: ${host}`])],
      [
        'is repeated with another value',
        head('/api/v1/me', [`Host: ${host}`, 'Host: other-corp.localhost:3000']),
      ],
      ['is repeated on a route for any host', head('/healthz', [`Host: ${host}`, 'Host: other'])],
    ])('causes a 400 when it %s', async (_what, text) => {
      expectRefusal(await exchange(port, text), 400, 'bad_request');
    });

    it('can be missing in HTTP/1.0, where it names no organization', async () => {
      expectRefusal(await exchange(port, 'GET /api/v1/me HTTP/1.0\r\n\r\n'), 404, 'organization_not_found');
      expect((await exchange(port, 'GET /healthz HTTP/1.0\r\n\r\n')).status).toBe(200);
    });

    it('is replaced by the host of an absolute target (RFC 9112 3.2.2)', async () => {
      const me = (target: string, header: string) =>
        exchange(port, head(target, [`Host: ${header}`, `Authorization: ${authorization}`]));
      expect((await me(`http://${host}/api/v1/me?x=1`, host)).status).toBe(200);
      expect((await me(`HTTP://${host}/api/v1/me`, 'nobody.localhost:3000')).status).toBe(200);
      expectRefusal(await me('http://nobody.localhost:3000/api/v1/me', host), 404, 'organization_not_found');
      expectRefusal(
        await me(`http://${host}@nobody.localhost:3000/api/v1/me`, host),
        404,
        'organization_not_found',
      );
      expectRefusal(await me(`http://${host}/nothing`, host), 404, 'not_found');
    });
  });

  describe('targets that are not a path', () => {
    it.each([
      ['broken percent-encoding', '/api/v1/me/tokens/%zz', 400, 'bad_request'],
      ['an incomplete escape', '/api/v1/me/tokens/%e0%a4', 400, 'bad_request'],
      ['an asterisk', '*', 404, 'not_found'],
      ['an absolute target with a bad port', 'http://a:b:c/', 400, 'bad_request'],
      ['another scheme', 'ftp://a/', 404, 'not_found'],
    ])('get an error for %s', async (_what, target, status, code) => {
      expectRefusal(await exchange(port, head(target, [`Host: ${host}`])), status, code);
    });

    it('get a response to CONNECT, and an unknown expectation is ignored', async () => {
      const connectAnswer = await exchange(port, head('other:443', [`Host: ${host}`], 'CONNECT'));
      expectRefusal(connectAnswer, 400, 'bad_request');
      const expecting = await exchange(
        port,
        head('/api/v1/me', [`Host: ${host}`, `Authorization: ${authorization}`, 'Expect: the-unexpected']),
      );
      expect(expecting.status).toBe(200);
    });
  });

  describe('a body over 64 KiB', () => {
    const path = '/api/v1/me/tokens';
    const json = 'application/json';

    it('gets a 413 that node:http receives when it has a length', async () => {
      const body = Buffer.alloc(10 * megabyte, 'x');
      const headers = { authorization, 'content-type': json };
      expectRefusal(
        await fetchFrom(port, { method: 'POST', path, host, headers, body }),
        413,
        'body_too_large',
      );
    });

    it('gets a 413 that node:http receives when it has chunks', async () => {
      const body = Buffer.alloc(10 * megabyte, 'x');
      const headers = { authorization, 'content-type': json, 'transfer-encoding': 'chunked' };
      expectRefusal(
        await fetchFrom(port, { method: 'POST', path, host, headers, body }),
        413,
        'body_too_large',
      );
    });

    it.each([
      ['has a length', () => ({ body: Buffer.alloc(10 * megabyte, 'x') })],
      [
        'has chunks',
        () => ({
          body: Readable.toWeb(Readable.from(Array(160).fill(Buffer.alloc(65_536, 'x')))) as ReadableStream,
          duplex: 'half' as const,
        }),
      ],
    ])('gets a 413 that fetch receives when it %s', async (_what, content) => {
      const headers = { authorization, 'content-type': json };
      // fetch sets Host itself. No organization has this host, so the server answers before it reads the body.
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: 'POST',
        headers,
        ...content(),
      });
      expect(answer.status).toBe(404);
      const report = await fetch(`http://127.0.0.1:${port}/api/v1/leaked-tokens`, {
        method: 'POST',
        headers,
        ...content(),
      });
      expect(report.status).toBe(413);
      expect(await report.json()).toMatchObject({ code: 'body_too_large' });
    });

    it('is rejected, but one of exactly 64 KiB is read', async () => {
      const frame = JSON.stringify({ name: '' }).length;
      const body = JSON.stringify({ name: 'x'.repeat(65_536 - frame) });
      const headers = { authorization, 'content-type': json };
      const answer = await fetchFrom(port, { method: 'POST', path, host, headers, body });
      expectRefusal(answer, 400, 'validation_failed');
      const longer = await fetchFrom(port, { method: 'POST', path, host, headers, body: `${body} ` });
      expectRefusal(longer, 413, 'body_too_large');
    });

    it('gets a readable 401 without a credential, and a 415 with another media type', async () => {
      const body = Buffer.alloc(10 * megabyte, 'x');
      const anonymous = await fetchFrom(port, {
        method: 'POST',
        path,
        host,
        headers: { 'content-type': json },
        body,
      });
      expectRefusal(anonymous, 401, 'authentication_required');
      const headers = { authorization, 'content-type': 'text/plain' };
      const plain = await fetchFrom(port, { method: 'POST', path, host, headers, body });
      expectRefusal(plain, 415, 'unsupported_media_type');
    });
  });

  it('closes the connection of an OPTIONS request with an endless body', async () => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    const length = `Content-Length: ${40 * megabyte}`;
    socket.write(`OPTIONS /api/v1/me HTTP/1.1\r\nHost: ${host}\r\n${length}\r\n\r\n`);
    const [answer] = await once(socket.setEncoding('latin1'), 'data');
    expect(answer).toMatch(/^HTTP\/1.1 204 /);
    socket.write(Buffer.alloc(39 * megabyte, 'x'));
    await new Promise((resolve) => socket.once('close', resolve));
  });

  it('logs no failure when a client disconnects in the middle of its body', async () => {
    const socket = connect(port, '127.0.0.1');
    const lines = [`Host: ${host}`, `Authorization: ${authorization}`, 'Content-Type: application/json'];
    const logged = acme.log.length;
    socket.write(head('/api/v1/me/tokens', [...lines, 'Content-Length: 100'], 'POST'));
    socket.write('{"name":', () => socket.destroy());
    await once(socket, 'close');
    await expect.poll(() => countConnections(acme.app.server)).toBe(0);
    await acme.send('GET', '/healthz');
    expect(acme.log.slice(logged).join('')).toContain('/healthz');
    expect(acme.log.slice(logged).join('')).not.toContain('Request failed');
  });
});
