import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type AcmeWithBoards,
  auditEventsOf,
  createAcmeWithBoards,
  postTicket,
} from '../../support/boards.ts';
import { expectError } from '../../support/client.ts';
import { callTool, toolError } from '../../support/mcp/requests.ts';
import { type Peer, startPeer } from '../../support/servers/peer.ts';

const secret = 'the margin is forty percent';

let acme: AcmeWithBoards;
beforeAll(async () => {
  acme = await createAcmeWithBoards();
});
afterAll(() => acme.close());

type TicketOf = { readonly id: string; readonly displayId: string };
const comment = (ticket: TicketOf, body: object, token = acme.teamMemberToken) =>
  acme.send('POST', `/api/v1/tickets/${ticket.id}/comments`, { token, body });
const commentsOf = async (ticket: TicketOf, token: string, query = '') =>
  (await acme.send('GET', `/api/v1/tickets/${ticket.id}/comments?${query}`, { token })).body;

describe('an internal comment', () => {
  let ticket: TicketOf;
  beforeEach(async () => {
    ticket = await postTicket(acme, { title: 'A quote', boardId: acme.web.id });
    await comment(ticket, { body: 'We look into it.' });
    await comment(ticket, { body: secret, internal: true });
    await comment(ticket, { body: 'Here it is.', internal: false });
  });

  it('is shown to team members and administrators, and marked', async () => {
    for (const token of [acme.teamMemberToken, acme.adminToken]) {
      const { data, total } = await commentsOf(ticket, token);
      expect(data.map(({ internal }: { internal: boolean }) => internal)).toEqual([false, true, false]);
      expect(total).toBe(3);
      const got = await acme.send('GET', `/api/v1/tickets/${ticket.id}`, { token });
      expect(got.body.commentCount).toBe(3);
      const { content, structuredContent } = await callTool(acme, token, 'get_ticket', {
        ticketId: ticket.id,
      });
      expect(structuredContent.comments.total).toBe(3);
      expect(content[0].text).toContain(`, internal:\n${secret}`);
    }
  });

  it('does not exist for customers, in any answer', async () => {
    const token = acme.customerToken;
    const cookie = await acme.signIn(acme.customer);
    const [hidden] = (await commentsOf(ticket, acme.adminToken)).data.filter(
      ({ internal }: { internal: boolean }) => internal,
    );
    const paths = [
      `/tickets/${ticket.id}/comments`,
      `/tickets/${ticket.displayId}/comments`,
      `/tickets/${ticket.id}/comments?limit=1&page=2`,
      `/tickets/${ticket.id}`,
      `/tickets/${ticket.displayId}`,
      '/tickets',
      `/tickets?boardId=${acme.web.id}&sort=updated`,
      '/tickets?search=margin',
      '/tickets?search=quote',
      '/boards',
      '/me',
      '/me/notices',
      '/openapi.json',
    ];
    for (const path of paths) {
      for (const credential of [{ token }, { cookie }]) {
        const address = path === '/openapi.json' ? path : `/api/v1${path}`;
        const answer = await acme.send('GET', address, credential);
        expect([200, 401, 403], path).toContain(answer.status);
        expect(answer.text, path).not.toContain(secret);
        expect(answer.text, path).not.toContain(hidden.id);
      }
    }
    const { data, total, totalPages } = await commentsOf(ticket, token, 'limit=2');
    expect(data.map(({ body }: { body: string }) => body)).toEqual(['We look into it.', 'Here it is.']);
    expect({ total, totalPages }).toEqual({ total: 2, totalPages: 1 });
    expect((await acme.send('GET', '/api/v1/tickets?search=margin', { token })).body.total).toBe(0);
    for (const path of ['/organization/audit-events', '/organization/audit-events/export'])
      expectError(await acme.send('GET', `/api/v1${path}`, { token }), 403, 'forbidden');
  });

  it('does not count for customers, in tickets, lists and pages by cursor', async () => {
    const token = acme.customerToken;
    const path = `/api/v1/tickets/${ticket.id}`;
    expect((await acme.send('GET', path, { token })).body.commentCount).toBe(2);
    for (const query of ['', `boardId=${acme.web.id}&sort=priority`, `search=${ticket.displayId}`]) {
      const { data } = (await acme.send('GET', `/api/v1/tickets?${query}`, { token })).body;
      expect(data.find(({ id }: TicketOf) => id === ticket.id).commentCount).toBe(2);
    }
    const first = await commentsOf(ticket, token, 'limit=1');
    const second = await commentsOf(ticket, token, `limit=1&cursor=${first.nextCursor}`);
    expect(second.data).toMatchObject([{ body: 'Here it is.' }]);
    expect(second.nextCursor).toBeUndefined();
  });

  it('changes no list and no ETag of a customer', async () => {
    const token = acme.customerToken;
    const tagOf = async (path: string) =>
      (await acme.send('GET', `/api/v1/${path}`, { token })).headers.etag ?? '';
    const paths = ['tickets', 'boards', `tickets?boardId=${acme.web.id}&sort=updated`];
    const before = await Promise.all(paths.map(tagOf));
    const mcpBefore = await callTool(acme, token, 'list_tickets');
    await comment(ticket, { body: secret, internal: true });
    expect(await Promise.all(paths.map(tagOf))).toEqual(before);
    expect(await callTool(acme, token, 'list_tickets')).toEqual(mcpBefore);
    for (const [index, path] of paths.entries()) {
      const headers = { 'if-none-match': before[index] ?? '' };
      expect((await acme.send('GET', `/api/v1/${path}`, { token, headers })).status).toBe(304);
    }
  });

  it('does not exist for a customer over MCP', async () => {
    const token = acme.customerToken;
    const result = await callTool(acme, token, 'get_ticket', { ticketId: ticket.displayId });
    expect(JSON.stringify(result)).not.toContain(secret);
    expect(result.structuredContent).toMatchObject({ commentCount: 2, comments: { total: 2 } });
    expect(JSON.stringify(await callTool(acme, token, 'list_tickets', { search: 'margin' }))).not.toContain(
      ticket.displayId,
    );
  });

  it('cannot be edited or deleted by a customer who knows its ID', async () => {
    const mine = await comment(ticket, { body: 'Mine', internal: true });
    const path = `/api/v1/tickets/${ticket.id}/comments/${mine.body.id}`;
    const token = acme.customerToken;
    expectError(await acme.send('PATCH', path, { token, body: { body: 'x' } }), 404, 'not_found');
    expectError(await acme.send('DELETE', path, { token }), 404, 'not_found');
    expect((await commentsOf(ticket, acme.adminToken)).total).toBe(4);
  });

  it('cannot be written by a customer: 403 says so, and nothing is stored', async () => {
    for (const credential of [{ token: acme.customerToken }, { cookie: await acme.signIn(acme.customer) }]) {
      const answer = await acme.send('POST', `/api/v1/tickets/${ticket.id}/comments`, {
        ...credential,
        body: { body: 'Sneaky', internal: true },
      });
      const { message } = expectError(answer, 403, 'forbidden');
      expect(message).toContain('Only administrators and team members can write internal comments');
    }
    const args = { ticketId: ticket.id, body: 'Sneaky', internal: true };
    expect(await callTool(acme, acme.customerToken, 'add_comment', args)).toEqual(
      toolError(expect.stringContaining('Only administrators and team members')),
    );
    expect((await comment(ticket, { body: 'x', internal: 'yes' }, acme.customerToken)).status).toBe(400);
    expect((await commentsOf(ticket, acme.adminToken)).total).toBe(3);
  });

  it('is written over MCP, and the audit log says that it is internal', async () => {
    const args = { ticketId: ticket.id, body: 'From a tool', internal: true };
    const { structuredContent } = await callTool(acme, acme.teamMemberToken, 'add_comment', args);
    expect(structuredContent).toMatchObject({ body: 'From a tool', internal: true });
    expect(await auditEventsOf(acme, structuredContent.id)).toEqual([
      { action: 'comment.created', details: { ticketId: ticket.id, internal: true } },
    ]);
  });
});

it('a change of role decides at once in every process who sees internal comments, also their author', async () => {
  const ticket: TicketOf = await postTicket(acme, { title: 'Roles', boardId: acme.web.id });
  const member = await acme.createMember('acme-corp', 'changes@acme.test', 'TEAM_MEMBER');
  const token = await acme.createToken(member);
  await acme.send('PUT', `/api/v1/boards/${acme.web.id}/members/${member.id}`, { token: acme.adminToken });
  await comment(ticket, { body: secret, internal: true }, token);
  const peer: Peer = await startPeer(acme);
  const countsAt = async ({ send }: Pick<Peer, 'send'>) => {
    const list = await send('GET', `/api/v1/tickets/${ticket.id}/comments`, { token });
    const tickets = await send('GET', '/api/v1/tickets', { token });
    return [list.body.total, tickets.body.data.find(({ id }: TicketOf) => id === ticket.id).commentCount];
  };
  const changeRole = (role: string) =>
    acme.send('PATCH', `/api/v1/users/${member.id}`, { token: acme.adminToken, body: { role } });
  await peer.poll();
  for (const [role, counts] of [
    ['TEAM_MEMBER', [1, 1]],
    ['CUSTOMER', [0, 0]],
    ['TEAM_MEMBER', [1, 1]],
  ] as const) {
    await changeRole(role);
    await peer.poll();
    for (const server of [acme, peer]) expect(await countsAt(server)).toEqual(counts);
  }
  await changeRole('CUSTOMER');
  await peer.poll();
  for (const { send } of [acme, peer]) {
    const answer = await send('POST', `/api/v1/tickets/${ticket.id}/comments`, {
      token,
      body: { body: 'Again', internal: true },
    });
    expectError(answer, 403, 'forbidden');
  }
  await peer.close();
});

it('a page that is kept for a role is not shown to another one, though the version is the same', async () => {
  const ticket: TicketOf = await postTicket(acme, { title: 'Kept', boardId: acme.web.id });
  await comment(ticket, { body: secret, internal: true });
  for (const [token, count] of [
    [acme.adminToken, 1],
    [acme.teamMemberToken, 1],
    [acme.customerToken, 0],
    [acme.adminToken, 1],
  ] as const) {
    const { data } = (await acme.send('GET', '/api/v1/tickets', { token })).body;
    expect(data.find(({ id }: TicketOf) => id === ticket.id).commentCount).toBe(count);
  }
});
