import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKind } from '../../support/databases/database.ts';
import { listen } from '../../support/servers/sockets.ts';
import { type Acme, createAcme } from '../../support/world.ts';

/** Milliseconds within which an incomplete request must end. */
const limit = 35_000;

// One database is enough, because no request reaches it.
describe.runIf(databaseKind === 'sqlite').concurrent('an incomplete request', () => {
  let acme: Acme;
  let port: number;
  beforeAll(async () => {
    acme = await createAcme();
    port = await listen(acme.app.server);
  });
  afterAll(() => acme.close());

  const head = (token: string, more = '') =>
    `POST /api/v1/me/tokens HTTP/1.1\r\nHost: acme-corp.localhost:3000\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n${more}`;
  const body = 'Content-Length: 100\r\n\r\n{"name":';

  it.each<[string, (token: string) => string, number]>([
    ['stops in its head', (token) => head(token), 408],
    ['stops in its body', (token) => head(token, body), 408],
    ['stops in a chunk', (token) => head(token, 'Transfer-Encoding: chunked\r\n\r\n10\r\n{"na'), 408],
    ['is rejected in the middle of its body', () => head('none', body), 401],
    ['never starts', () => '', 408],
  ])('that %s ends within 35 seconds', { timeout: 60_000 }, async (_what, text, status) => {
    const began = performance.now();
    const socket = connect(port, '127.0.0.1');
    let received = '';
    socket.setEncoding('latin1').on('data', (chunk) => {
      received += chunk;
    });
    socket.on('error', () => {});
    socket.write(text(acme.adminToken));
    await once(socket, 'close');
    expect(performance.now() - began).toBeLessThan(limit);
    expect(received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it('that arrives byte by byte ends within 35 seconds', { timeout: 60_000 }, async () => {
    const began = performance.now();
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.resume();
    socket.write(head(acme.adminToken, 'Content-Length: 1000\r\n\r\n'));
    const trickle = setInterval(() => socket.writable && socket.write(' '), 500);
    await once(socket, 'close');
    clearInterval(trickle);
    expect(performance.now() - began).toBeLessThan(limit);
  });
});
