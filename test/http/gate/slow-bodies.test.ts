import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScimToken, userSchema } from '../../support/scim.ts';
import { listen } from '../../support/servers/sockets.ts';
import { type Acme, createAcme, password } from '../../support/world.ts';

const host = 'acme-corp.localhost:3000';
let acme: Acme;
let port: number;
let session: string;
beforeAll(async () => {
  acme = await createAcme();
  port = await listen(acme.app.server);
  session = await acme.signIn(acme.admin);
});
afterAll(() => acme.close());

/** Sends a request but for the last byte of its body. Resolves when the server has admitted it. */
async function begin(
  line: string,
  credential: readonly string[],
  body: object,
  type = 'application/json',
): Promise<Socket> {
  const json = JSON.stringify(body);
  const socket = connect(port, '127.0.0.1');
  const head = [
    `${line} HTTP/1.1`,
    `Host: ${host}`,
    ...credential,
    `Content-Type: ${type}`,
    `Content-Length: ${json.length}`,
    'Connection: close',
    'Expect: 100-continue',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  await once(socket, 'data');
  socket.write(json.slice(0, -1));
  return socket;
}

/** Sends the last byte. Returns the status. */
async function finish(socket: Socket): Promise<number> {
  socket.write('}');
  return Number((await text(socket)).split(' ')[1]);
}

const asAdmin = (method: string, path: string, body?: object) =>
  acme.send(method, path, { cookie: session, body });
const byCookie = (cookie: string) => [`Cookie: ${cookie}`, `Origin: http://${host}`];
const byToken = (token: string) => [`Authorization: Bearer ${token}`];
/** Known credentials are admitted before the server asks for the body. */
const warm = async (call: { cookie?: string; token?: string }) =>
  expect((await acme.send('GET', '/api/v1/me', call)).status).toBe(200);

describe('a request whose body arrives late', () => {
  it('of an administrator who is demoted meanwhile does not make them an administrator again', async () => {
    const mallory = await acme.createMember('acme-corp', 'mallory@acme.test', 'ADMIN');
    const cookie = await acme.signIn(mallory);
    await warm({ cookie });
    const path = `/api/v1/users/${mallory.id}`;
    const late = await begin(`PATCH ${path}`, byCookie(cookie), { role: 'ADMIN' });
    expect((await asAdmin('PATCH', path, { role: 'CUSTOMER' })).status).toBe(200);
    expect(await finish(late)).toBe(403);
    expect((await asAdmin('GET', path)).body.role).toBe('CUSTOMER');
  });

  it('changes nothing if its session or token has ended meanwhile', async () => {
    const cookie = await acme.signIn(acme.admin);
    await warm({ cookie });
    const renames = await begin('PATCH /api/v1/organization', byCookie(cookie), { name: 'Renamed' });
    expect((await acme.send('POST', '/api/v1/auth/logout', { cookie })).status).toBe(204);
    expect(await finish(renames)).toBe(401);

    const token = await acme.createToken(acme.admin);
    await warm({ token });
    const renamesToo = await begin('PATCH /api/v1/organization', byToken(token), { name: 'Renamed' });
    const report = { body: { tokens: [token] } };
    expect((await acme.send('POST', '/api/v1/leaked-tokens', report)).status).toBe(202);
    expect(await finish(renamesToo)).toBe(401);
    expect((await asAdmin('GET', '/api/v1/organization')).body.name).toBe('acme-corp');
  });

  it('provisions nothing if its SCIM token was revoked meanwhile', async () => {
    const { id, token } = await createScimToken(acme);
    expect((await acme.send('GET', '/scim/v2/Users', { token })).status).toBe(200);
    const user = { schemas: [userSchema], userName: 'late@acme.test' };
    const late = await begin('POST /scim/v2/Users', byToken(token), user, 'application/scim+json');
    expect((await asAdmin('DELETE', `/api/v1/organization/scim-tokens/${id}`)).status).toBe(204);
    expect(await finish(late)).toBe(401);
    expect((await asAdmin('GET', '/api/v1/users?search=late')).body.total).toBe(0);
  });

  it('works as before if nothing changed', async () => {
    await warm({ token: acme.teamMemberToken });
    const body = { name: 'Late' };
    expect(await finish(await begin('POST /api/v1/me/tokens', byToken(acme.teamMemberToken), body))).toBe(
      201,
    );
  });

  it('opens no session if its organization was deleted meanwhile', async () => {
    const credentials = { email: acme.admin.email, password };
    const late = await begin('POST /api/v1/auth/login', [`Origin: http://${host}`], credentials);
    expect((await asAdmin('POST', '/api/v1/organization/deletion', { name: 'acme-corp' })).status).toBe(200);
    expect(await finish(late)).toBe(404);
  });
});
