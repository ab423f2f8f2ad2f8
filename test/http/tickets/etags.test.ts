import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcmeWithBoards, createAcmeWithBoards, postTicket } from '../../support/boards.ts';
import { startPeer } from '../../support/servers/peer.ts';

let acme: AcmeWithBoards;
beforeAll(async () => {
  acme = await createAcmeWithBoards();
  await postTicket(acme, { title: 'Größe', boardId: acme.web.id });
  await postTicket(acme, { title: 'Admins only', boardId: acme.ops.id });
});
afterAll(() => acme.close());

const get = (path: string, headers: Record<string, string> = {}, token = acme.adminToken) =>
  acme.send('GET', path, { token, headers });

describe.each(['/api/v1/tickets', '/api/v1/boards'])('the ETag of %s', (path) => {
  it('answers 304 without a body while the list is the same', async () => {
    const first = await get(path);
    expect(first.headers.etag).toMatch(/^"[\w-]{22}"$/);
    const etag = first.headers.etag ?? '';
    expect((await get(path)).text).toBe(first.text);
    for (const condition of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await get(path, { 'if-none-match': condition });
      expect([answer.status, answer.text]).toEqual([304, '']);
      expect(answer.headers).toMatchObject({ etag, 'cache-control': 'no-store' });
      expect(answer.headers).not.toHaveProperty('content-type');
    }
    expect(await get(path, { 'if-none-match': '"other"' })).toMatchObject({ status: 200, text: first.text });
  });

  it('differs between viewers who see different boards, and between pages', async () => {
    const tags = [
      await get(path),
      await get(path, {}, acme.customerToken),
      await get(`${path}?limit=1`),
      await get(`${path}?page=2`),
    ].map(({ headers }) => headers.etag);
    expect(new Set(tags).size).toBe(tags.length);
    expect((await get(path, {}, acme.teamMemberToken)).headers.etag).toBe(tags[1]);
  });

  it('does not replace the checks of the credential', async () => {
    const { headers } = await get(path);
    const token = await acme.createToken(acme.admin, { scopes: ['profile:read'] });
    expect((await get(path, { 'if-none-match': headers.etag ?? '' }, token)).status).toBe(403);
    expect((await get(path, { 'if-none-match': '*' }, 'spedy_pat_x')).status).toBe(401);
  });

  it('does not answer from memory while the database fails', async () => {
    const peer = await startPeer(acme);
    await peer.poll();
    const call = { token: acme.adminToken };
    await peer.send('GET', path, call);
    const { status, headers } = await peer.send('GET', path, call);
    expect(status).toBe(200);
    await peer.db.destroy();
    for (const condition of [{}, { 'if-none-match': headers.etag ?? '' }]) {
      const answer = await peer.send('GET', path, { ...call, headers: condition });
      expect(answer.status).toBeGreaterThanOrEqual(500);
      expect(answer.body).not.toHaveProperty('data');
    }
    await peer.close();
  });
});

describe('the tickets of an organization', () => {
  it('have another ETag after a change, and the same one after a change of something else', async () => {
    const { headers } = await get('/api/v1/tickets');
    await acme.createToken(acme.admin);
    expect((await get('/api/v1/tickets')).headers.etag).toBe(headers.etag);
    await postTicket(acme, { title: 'Two', boardId: acme.web.id });
    const changed = await get('/api/v1/tickets', { 'if-none-match': headers.etag ?? '' });
    expect([changed.status, changed.body.total]).toEqual([200, 3]);
    expect(changed.headers.etag).not.toBe(headers.etag);
  });

  it('do not depend on those of another organization with the same filters', async () => {
    const there = await acme.send('GET', '/api/v1/tickets', { at: 'globex', token: acme.globexToken });
    expect(there.body.data).toMatchObject([{ id: acme.globexTicketId }]);
    expect((await get('/api/v1/tickets')).text).not.toContain(acme.globexTicketId);
  });
});
