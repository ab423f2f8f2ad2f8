import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noteChanges } from '../../../../src/storage/changes/note-changes.ts';
import { inTransaction } from '../../../../src/storage/database.ts';
import { connect, sendForm } from '../../../support/oauth/oauth.ts';
import { basic, createResourceServer, type ResourceServer } from '../../../support/oauth/resource-servers.ts';
import { type Peer, startPeer } from '../../../support/servers/peer.ts';
import { type Acme, createAcme } from '../../../support/world.ts';

describe('GET /api/v1/oauth/changes', () => {
  let acme: Acme;
  let peer: Peer;
  let cookie: string;
  let gateway: ResourceServer;
  beforeAll(async () => {
    acme = await createAcme();
    peer = await startPeer(acme);
    await peer.poll();
    cookie = await acme.signIn(acme.admin);
    gateway = await createResourceServer(acme, cookie);
  });
  afterAll(async () => {
    await peer.close();
    await acme.close();
  });

  type Asked = { cursor?: string; wait?: number | string; headers?: Record<string, string>; at?: string };
  const ask = (
    { cursor, wait = 0, headers = basic(gateway), at = 'acme-corp' }: Asked = {},
    of = acme.send,
  ) => {
    const query = new URLSearchParams({ wait: String(wait), ...(cursor === undefined ? {} : { cursor }) });
    return of('GET', `/api/v1/oauth/changes?${query}`, { headers, at });
  };
  const poll = () => acme.app.credentials.feed.poll();
  /** Returns the current position, after everything so far. */
  const position = async (): Promise<string> => {
    await poll();
    return (await ask()).body.cursor;
  };
  const revoke = (token: string) =>
    acme.send('DELETE', `/api/v1/me/tokens/${token}`, { token: acme.teamMemberToken });
  const newToken = async () => {
    const body = { name: 'x' };
    return (await acme.send('POST', '/api/v1/me/tokens', { token: acme.teamMemberToken, body })).body;
  };

  it('begins with a position, and names the credential and the member whom a change concerns', async () => {
    const first = await ask();
    expect(first.status, first.text).toBe(200);
    expect(first.body).toEqual({ cursor: expect.any(String), reset: true, subjects: [] });
    expect(first.headers['cache-control']).toBe('no-store');
    const { id, token } = await newToken();
    const seen = await sendForm(acme, 'introspect', { token }, basic(gateway));
    expect(seen.body).toMatchObject({ active: true, credential_id: id, sub: acme.teamMember.id });
    const cursor = await position();
    await revoke(id);
    await poll();
    const { body } = await ask({ cursor });
    expect(body).toEqual({ cursor: expect.any(String), reset: false, subjects: [id] });
    expect((await ask({ cursor: body.cursor })).body).toMatchObject({ reset: false, subjects: [] });

    const patch = { token: acme.adminToken, body: { role: 'TEAM_MEMBER' } };
    await acme.send('PATCH', `/api/v1/users/${acme.customer.id}`, patch);
    await acme.setPlan('acme-corp', 'pro_trial');
    await poll();
    const changed = (await ask({ cursor: body.cursor })).body.subjects;
    expect(changed).toEqual([acme.customer.id, seen.body.organization_id]);
  });

  it('names the connection of an OAuth token that ends', async () => {
    const { tokens, cookie: member } = await connect(acme, acme.teamMember);
    const { body } = await sendForm(acme, 'introspect', { token: tokens.access_token }, basic(gateway));
    expect(body.credential_id).toMatch(/^grt_/);
    const cursor = await position();
    await acme.send('DELETE', `/api/v1/me/connected-apps/${body.credential_id}`, { cookie: member });
    await poll();
    expect((await ask({ cursor })).body.subjects).toEqual([body.credential_id]);
  });

  it('waits for a change, and answers as soon as it is read', async () => {
    const { id } = await newToken();
    const cursor = await position();
    const waiting = ask({ cursor, wait: 25 });
    await revoke(id);
    const read = setInterval(() => void poll(), 5);
    expect((await waiting).body.subjects).toEqual([id]);
    clearInterval(read);
  });

  it('ends without a change after the time to wait', async () => {
    const answer = await ask({ cursor: await position(), wait: 1 });
    expect(answer.body).toMatchObject({ reset: false, subjects: [] });
  });

  it("does not report another organization's changes, sessions and other credentials", async () => {
    await acme.createOrganization('globex');
    const stranger = await acme.createMember('globex', 'eve@globex.test', 'ADMIN');
    const token = await acme.createToken(stranger);
    const cursor = await position();
    await acme.send('PATCH', `/api/v1/users/${stranger.id}`, { at: 'globex', token, body: { name: 'E' } });
    await acme.send('POST', '/api/v1/auth/logout', { cookie: await acme.signIn(acme.customer) });
    await poll();
    expect((await ask({ cursor })).body).toMatchObject({ reset: false, subjects: [] });
  });

  it('continues at another process, which waits until it has read as much', async () => {
    const { id } = await newToken();
    const cursor = await position();
    await peer.poll();
    await revoke(id);
    await poll();
    const later = (await ask({ cursor })).body;
    expect(later.subjects).toEqual([id]);
    const atPeer = ask({ cursor: later.cursor, wait: 25 }, peer.send);
    const second = await newToken();
    await revoke(second.id);
    const read = setInterval(() => void peer.poll(), 5);
    expect((await atPeer).body).toMatchObject({ reset: false, subjects: [second.id] });
    clearInterval(read);
    expect((await ask({ cursor }, peer.send)).body.subjects).toEqual([id, second.id]);
  });

  it('resets for a position that it does not know, and for a change that an operator noted by hand', async () => {
    for (const cursor of ['', 'nonsense', '1.x.1.1', '1.AAAAAAAA.1.1', '2.a.1.1'])
      expect((await ask({ cursor })).body, cursor).toMatchObject({ reset: true, subjects: [] });
    const cursor = await position();
    await inTransaction(acme.db, (trx) => noteChanges(trx, null, [acme.customer.id]));
    await poll();
    expect((await ask({ cursor })).body).toMatchObject({ reset: true, subjects: [] });
  });

  it('names the member who joins or leaves a board, which introspection tells for one board', async () => {
    const board = await acme.createBoard('acme-corp', 'WEB');
    const boardOf = async (name: string, token = acme.teamMemberToken) =>
      (await sendForm(acme, 'introspect', { token, board: name }, basic(gateway))).body.board;
    expect(await boardOf('WEB', acme.adminToken)).toEqual({ id: board.id, key: 'WEB' });
    expect(await boardOf('WEB')).toBeNull();
    expect(await boardOf('NOPE', acme.adminToken)).toBeNull();
    const cursor = await position();
    const seat = `/api/v1/boards/${board.id}/members/${acme.teamMember.id}`;
    await acme.send('PUT', seat, { token: acme.adminToken });
    await poll();
    expect((await ask({ cursor })).body.subjects).toEqual([acme.teamMember.id]);
    expect(await boardOf(board.id)).toEqual({ id: board.id, key: 'WEB' });
  });

  it('is for resource servers only', async () => {
    const wrong = { ...gateway, clientSecret: 'spd_wrong' };
    for (const headers of [{}, basic(wrong), { authorization: `Bearer ${acme.adminToken}` }]) {
      const answer = await ask({ headers });
      expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
      expect(answer.headers['www-authenticate']).toBe('Basic realm="spedy"');
    }
    expect((await ask({ at: 'globex' })).status).not.toBe(200);
  });

  it('rejects a wait that is too long', async () => {
    for (const wait of ['26', '-1', 'long']) {
      const answer = await ask({ wait });
      expect([answer.status, answer.body.error], wait).toEqual([400, 'invalid_request']);
    }
  });

  it('rejects a resource server that is removed while it waits', async () => {
    const removed = await createResourceServer(acme, cookie);
    const cursor = await position();
    const waiting = ask({ cursor, wait: 25, headers: basic(removed) });
    await acme.send('DELETE', `/api/v1/organization/resource-servers/${removed.id}`, { cookie });
    await acme.setPlan('acme-corp', 'pro');
    const read = setInterval(() => void poll(), 5);
    expect((await waiting).status).toBe(401);
    clearInterval(read);
  });

  it('answers 503 while the changes cannot be read', async () => {
    peer.reachable = false;
    peer.monotonic.advance(1_001);
    const answer = await ask({}, peer.send);
    expect([answer.status, answer.body.error]).toEqual([503, 'temporarily_unavailable']);
    expect(answer.headers['retry-after']).toBe('1');
    peer.reachable = true;
    await peer.poll();
    expect((await ask({}, peer.send)).status).toBe(200);
  });

  it('answers those who wait when the server stops', async () => {
    const other = await startPeer(acme);
    await other.poll();
    const waiting = ask({ cursor: (await ask({}, other.send)).body.cursor, wait: 25 }, other.send);
    const closed = other.close();
    expect((await waiting).status).toBe(200);
    await closed;
  });
});
