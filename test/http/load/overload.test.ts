import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAudit } from '../../../src/audit/append.ts';
import { ownOrigin } from '../../../src/contract/change-origin.ts';
import { inTransaction } from '../../../src/storage/database.ts';
import { expectError } from '../../support/client.ts';
import { fetchFrom, listen } from '../../support/servers/sockets.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const idle = 500;
const writers = 64;
/** More than one member's changes that wait, and more than those of the organization. */
const flood = 1_200;
/** About 4 MB of export, more than a connection's buffers hold while nobody reads. */
const events = 12_000;
const eventsAtOnce = 2_000;

/** A short form of `npm run bench -- --overload`, without times. */
describe('one organization that overloads the server', () => {
  let acme: Acme;
  let port: number;
  let boardId: string;
  let other: { readonly token: string; readonly boardId: string };
  const sockets: Socket[] = [];
  beforeAll(async () => {
    acme = await createAcme();
    await acme.createOrganization('other');
    const olga = await acme.createMember('other', 'olga@other.test', 'ADMIN');
    other = { token: await acme.createToken(olga), boardId: (await acme.createBoard('other', 'OTH')).id };
    boardId = (await acme.createBoard('acme-corp', 'WEB')).id;
    port = await listen(acme.app.server);
    await fillAuditLog();
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await acme.close();
  });

  async function fillAuditLog(): Promise<void> {
    const { body } = await acme.send('GET', '/api/v1/organization', { token: acme.adminToken });
    const from = ownOrigin('operator', acme.clock.now());
    for (let done = 0; done < events; done += eventsAtOnce)
      await inTransaction(acme.db, async (trx) => {
        for (let index = 0; index < eventsAtOnce; index += 1)
          await appendAudit(trx, body.id, from, {
            action: 'organization.created',
            target: { kind: 'organization', id: body.id },
            details: { slug: 'example', name: 'Example', plan: 'pro' },
          });
      });
  }

  /** Sends a request over a connection of its own, and reads only the beginning of the response. */
  async function openConnection(path: string): Promise<Socket> {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: acme-corp.localhost:3000\r\nAuthorization: Bearer ${acme.adminToken}\r\n\r\n`,
    );
    await once(socket, 'readable');
    return socket;
  }

  const createTicket = () =>
    acme.send('POST', '/api/v1/tickets', { token: acme.adminToken, body: { boardId, title: 'Flood' } });
  const othersRequests = () =>
    Promise.all([
      acme.send('GET', '/api/v1/me', { at: 'other', token: other.token }),
      acme.send('GET', '/api/v1/users', { at: 'other', token: other.token }),
      acme.send('POST', '/api/v1/tickets', {
        at: 'other',
        token: other.token,
        body: { boardId: other.boardId, title: 'Served' },
      }),
    ]);

  it('delays nobody with idle connections, an export that nobody reads, and many writers', async () => {
    for (let opened = 0; opened < idle; opened += 50)
      await Promise.all(Array.from({ length: 50 }, () => openConnection('/api/v1/me')));
    await openConnection('/api/v1/organization/audit-events/export');
    let isWriting = true;
    const statuses: number[] = [];
    const writing = Array.from({ length: writers }, async () => {
      while (isWriting) statuses.push((await createTicket()).status);
    });
    for (let round = 0; round < 10; round += 1)
      expect((await othersRequests()).map(({ status }) => status)).toEqual([200, 200, 201]);
    isWriting = false;
    await Promise.all(writing);
    expect(statuses).toContain(201);
    // On a busy machine, some of the writers' own changes wait too long.
    expect(statuses.filter((status) => status !== 201 && status !== 503)).toEqual([]);
    // A new connection is accepted, too.
    const health = await fetchFrom(port, { path: '/healthz', host: 'localhost:3000' });
    expect(health.status).toBe(200);
  });

  it('gets 503 with Retry-After for what is too much, while others are served', async () => {
    const flooding = Array.from({ length: flood }, createTicket);
    expect((await othersRequests()).map(({ status }) => status)).toEqual([200, 200, 201]);
    const answers = await Promise.all(flooding);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) {
      expectError(answer, 503, 'unavailable');
      expect(answer.headers['retry-after']).toBe('2');
    }
    expect((await createTicket()).status).toBe(201);
  });
});
