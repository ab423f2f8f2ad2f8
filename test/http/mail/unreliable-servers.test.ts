import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import tls from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { minute } from '../../support/clock.ts';
import { invite } from '../../support/invitations.ts';
import { localCertificate, localKey } from '../../support/local-certificate.ts';
import { createMailedAcme, type MailServer, startMailServer } from '../../support/mail-server.ts';
import type { Acme, WorldOptions } from '../../support/world.ts';

type Mail = NonNullable<WorldOptions['mail']>;

let server: MailServer | undefined;
let acme: Acme | undefined;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  await acme?.close();
  await server?.close();
  [server, acme] = [undefined, undefined];
  for (const close of closers.splice(0)) await close();
});

const settingsOf = (port: number, changes: Partial<Mail> = {}): Mail => ({
  host: '127.0.0.1',
  port,
  secure: false,
  login: null,
  from: { name: '', address: 'no-reply@spedy.test' },
  ...changes,
});

/** Invites a person, delivers once, and returns the message as administrators see it; undefined if it was sent. */
async function problemWith(mail: Mail) {
  acme = await createMailedAcme(mail);
  await invite(acme, 'nora@acme.test');
  await acme.app.background.runOnce();
  const { body } = await acme.send('GET', '/api/v1/organization/mail', { token: acme.adminToken });
  return body.data[0];
}

/** Listens for connections, which a function handles. */
async function rawServer(handle: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const raw = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    handle(socket);
  });
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    raw.close();
  });
  raw.listen(0, '127.0.0.1');
  await once(raw, 'listening');
  return (raw.address() as AddressInfo).port;
}

describe('TLS', () => {
  const trusted = tls.getCACertificates('default');
  const trustLocal = () => {
    tls.setDefaultCACertificates([...trusted, localCertificate]);
    closers.push(() => tls.setDefaultCACertificates(trusted));
  };
  const certificate = { key: localKey, cert: localCertificate };

  it('protects a connection from the first byte with smtps', async () => {
    trustLocal();
    server = await startMailServer({ ...certificate, secure: true });
    expect(await problemWith(settingsOf(server.port, { host: 'localhost', secure: true }))).toBeUndefined();
    expect(server.take('nora@acme.test').secured).toBe(true);
  });

  it('protects a connection to a server that offers STARTTLS, and sends the password after it', async () => {
    trustLocal();
    server = await startMailServer({ ...certificate, disabledCommands: [] });
    const login = { user: 'spedy', password: 'a password with @ and %' };
    expect(await problemWith(settingsOf(server.port, { host: 'localhost', login }))).toBeUndefined();
    expect(server.take('nora@acme.test')).toMatchObject({ secured: true, user: 'spedy' });
  });

  it.each([true, false])(
    'sends nothing to a server whose certificate is not trusted (smtps: %s)',
    async (secure) => {
      server = await startMailServer({ ...certificate, secure, disabledCommands: [] });
      const problem = await problemWith(settingsOf(server.port, { host: 'localhost', secure }));
      expect(problem).toMatchObject({ state: 'waiting', problem: expect.stringMatching(/certificate/i) });
      expect(server.received).toEqual([]);
    },
  );

  it('sends no password to another machine that offers no STARTTLS', async () => {
    const heard: string[] = [];
    const port = await rawServer((socket) => {
      socket.write('220 mail\r\n');
      socket.on('data', (data) => {
        heard.push(String(data));
        socket.write(/^EHLO/.test(String(data)) ? '250-mail\r\n250 AUTH PLAIN LOGIN\r\n' : '502 no\r\n');
      });
    });
    const login = { user: 'spedy', password: 'secret of the mail server' };
    // Another name for loopback, which counts as another machine.
    const problem = await problemWith(settingsOf(port, { host: '0.0.0.0', login }));
    expect(problem).toMatchObject({ state: 'waiting', problem: expect.stringMatching(/STARTTLS/) });
    expect(heard.join('')).not.toMatch(/AUTH|secret/);
  });
});

describe('a server that fails', () => {
  it('is named with its answer if it rejects the password, which appears nowhere', async () => {
    server = await startMailServer({
      onAuth: (_auth, _session, done) => done(new Error('Invalid username or password')),
      allowInsecureAuth: true,
    });
    const login = { user: 'spedy', password: 'wrong-secret' };
    const problem = await problemWith(settingsOf(server.port, { login }));
    expect(problem).toMatchObject({
      state: 'waiting',
      problem: `127.0.0.1:${server.port} rejects the user or password`,
    });
    expect(acme?.log.join('')).toContain('Cannot send messages');
    expect(acme?.log.join('')).not.toContain('wrong-secret');
  });

  it('gets the messages later if it was not there, all of them', async () => {
    const gone = await startMailServer();
    await gone.close();
    const problem = await problemWith(settingsOf(gone.port));
    expect(problem).toMatchObject({ state: 'waiting', problem: expect.stringContaining('ECONNREFUSED') });
    if (!acme) throw new Error('no world');
    await invite(acme, 'nils@acme.test');
    server = await startMailServer({}, gone.port);
    await acme.app.background.runOnce();
    expect(server.received).toEqual([]);
    acme.clock.advance(2 * minute);
    await acme.app.background.runOnce();
    expect(server.received.flatMap(({ to }) => to).toSorted()).toEqual(['nils@acme.test', 'nora@acme.test']);
  });

  it('gets the messages later if it closes the connection in the middle', async () => {
    const port = await rawServer((socket) => {
      socket.write('220 mail\r\n');
      socket.on('data', (data) => {
        if (/^DATA/.test(String(data))) socket.destroy();
        else socket.write('250 ok\r\n');
      });
    });
    expect(await problemWith(settingsOf(port))).toMatchObject({ state: 'waiting', attempts: 1 });
  });

  it('does not hold up a stop, and loses no message, if it is silent', async () => {
    const connected = Promise.withResolvers<void>();
    const port = await rawServer(() => connected.resolve());
    acme = await createMailedAcme(settingsOf(port));
    await invite(acme, 'nora@acme.test');
    const delivering = acme.app.background.runOnce();
    await connected.promise;
    await acme.app.background.close();
    await delivering;
    const row = await acme.db.selectFrom('outbox').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ state: 'waiting', attempts: 0, due_at: acme.clock.now() });
  });

  it('is given up after ten seconds of silence', { timeout: 60_000 }, async () => {
    const port = await rawServer((socket) => socket.on('data', () => {}));
    const problem = await problemWith(settingsOf(port));
    expect(problem).toMatchObject({
      state: 'waiting',
      problem: expect.stringContaining('did not answer within 10 seconds'),
    });
  });
});
