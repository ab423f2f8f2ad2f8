import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcmeWithBoards, createAcmeWithBoards, postTicket } from '../../support/boards.ts';
import { expectError } from '../../support/client.ts';
import { callTool, postMcp, rpc, toolError } from '../../support/mcp/requests.ts';
import { startPeer } from '../../support/servers/peer.ts';

let acme: AcmeWithBoards;
beforeAll(async () => {
  acme = await createAcmeWithBoards();
  for (const title of ['One', 'Two', 'Three']) await postTicket(acme, { title, boardId: acme.web.id });
  await postTicket(acme, { title: 'Admins only', boardId: acme.ops.id });
});
afterAll(() => acme.close());

const list = async (token: string, args: object = {}, call = {}) => {
  const { content, structuredContent } = await callTool(acme, token, 'list_tickets', args, call);
  const titles = structuredContent.data.map(({ title }: { title: string }) => title);
  for (const title of titles) expect(content[0].text).toContain(title);
  return titles;
};
const own = ['Three', 'Two', 'One'];

describe('a repeated list', () => {
  it('is the same for the same caller, and another one for other arguments, members and organizations', async () => {
    for (let times = 0; times < 2; times += 1) {
      expect(await list(acme.adminToken)).toEqual(['Admins only', ...own]);
      expect(await list(acme.teamMemberToken)).toEqual(own);
      expect(await list(acme.teamMemberToken, { limit: 1, page: 2 })).toEqual(['Two']);
      expect(await list(acme.teamMemberToken, { search: 'thr' })).toEqual(['Three']);
      expect(await list(acme.globexToken, {}, { at: 'globex' })).toEqual(['Globex only']);
      const boards = await callTool(acme, acme.teamMemberToken, 'list_boards');
      expect(boards.structuredContent.data).toMatchObject([{ key: 'WEB' }]);
    }
  });

  it('does not replace the checks of the credential and its scopes', async () => {
    const request = rpc('tools/call', { name: 'list_tickets', arguments: {} });
    const narrow = await acme.createToken(acme.admin, { scopes: ['profile:read'] });
    expectError(await postMcp(acme, request, { token: narrow }), 403, 'insufficient_scope');
    const token = await acme.createToken(acme.admin);
    expect((await postMcp(acme, request, { token })).status).toBe(200);
    const { tokenId } = (await acme.send('GET', '/api/v1/me', { token })).body.authentication;
    await acme.send('DELETE', `/api/v1/me/tokens/${tokenId}`, { token: acme.adminToken });
    expectError(await postMcp(acme, request, { token }), 401, 'token_revoked');
  });

  it('has no board any more, by its key or its ID, after the member was removed from it', async () => {
    const member = await acme.createMember('acme-corp', 'leaving@acme.test', 'TEAM_MEMBER');
    const token = await acme.createToken(member);
    const path = `/api/v1/boards/${acme.web.id}/members/${member.id}`;
    await acme.send('PUT', path, { token: acme.adminToken });
    for (const boardId of ['WEB', acme.web.id]) expect(await list(token, { boardId })).toEqual(own);
    await acme.send('DELETE', path, { token: acme.adminToken });
    for (const boardId of ['WEB', acme.web.id])
      expect(await callTool(acme, token, 'list_tickets', { boardId })).toEqual(
        toolError(expect.stringContaining('There is no board')),
      );
    expect(await list(token)).toEqual([]);
  });

  it('is not answered from memory while the database fails', async () => {
    const peer = await startPeer(acme);
    await peer.poll();
    const call = { token: acme.adminToken };
    const request = rpc('tools/call', { name: 'list_tickets', arguments: {} });
    expect((await postMcp({ ...acme, ...peer }, request, call)).status).toBe(200);
    await peer.db.destroy();
    const answer = await postMcp({ ...acme, ...peer }, request, call);
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(answer.text).not.toContain('Admins only');
    await peer.close();
  });
});
