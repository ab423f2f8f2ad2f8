import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcmeWithBoards, createAcmeWithBoards, postTicket } from '../../support/boards.ts';
import { expectError } from '../../support/client.ts';

describe('GET /api/v1/tickets/{id}', () => {
  let acme: AcmeWithBoards;
  beforeAll(async () => {
    acme = await createAcmeWithBoards();
  });
  afterAll(() => acme.close());

  const get = (id: string, token: string) => acme.send('GET', `/api/v1/tickets/${id}`, { token });

  it('returns a ticket to every member of its board, by token or session', async () => {
    const ticket = await postTicket(acme, { title: 'Door', boardId: acme.web.id });
    for (const token of [acme.adminToken, acme.teamMemberToken, acme.customerToken])
      expect((await get(ticket.id, token)).body).toEqual(ticket);
    const cookie = await acme.signIn(acme.customer);
    expect((await acme.send('GET', `/api/v1/tickets/${ticket.id}`, { cookie })).body).toEqual(ticket);
  });

  it('returns the same 404 for an id that is hidden, unknown, malformed or elsewhere', async () => {
    const hidden = await postTicket(acme, { title: 'Secret', boardId: acme.ops.id });
    const ids = [
      hidden.id,
      acme.globexTicketId,
      `tkt_${'0'.repeat(23)}`,
      'tkt_x',
      hidden.displayId,
      'WEB-999999999',
      'NONE-1',
      '%00',
      '%F0%9F%A6%8A',
    ];
    const messages = new Set<string>();
    for (const id of ids)
      messages.add(expectError(await get(id, acme.teamMemberToken), 404, 'not_found').message);
    expect(messages.size).toBe(1);
    expectError(await get(acme.globexTicketId, acme.adminToken), 404, 'not_found');
  });

  it('accepts the display ID in any letter case, also to change the ticket and to comment on it', async () => {
    const ticket = await postTicket(acme, { title: 'Door', boardId: acme.web.id });
    for (const id of [ticket.displayId, ticket.displayId.toLowerCase()])
      expect((await get(id, acme.customerToken)).body).toEqual(ticket);
    const path = `/api/v1/tickets/${ticket.displayId}`;
    const token = acme.teamMemberToken;
    const changed = await acme.send('PATCH', path, { token, body: { status: 'DONE' } });
    expect(changed.body).toMatchObject({ id: ticket.id, status: 'DONE' });
    const comment = await acme.send('POST', `${path}/comments`, { token, body: { body: 'Done.' } });
    expect((await acme.send('GET', `${path}/comments`, { token })).body.data).toEqual([comment.body]);
  });

  it('hides the ticket as soon as the member leaves the board, until they return', async () => {
    const ticket = await postTicket(acme, { title: 'Door', boardId: acme.web.id });
    const membershipPath = `/api/v1/boards/${acme.web.id}/members/${acme.customer.id}`;
    await acme.send('DELETE', membershipPath, { token: acme.adminToken });
    expectError(await get(ticket.id, acme.customerToken), 404, 'not_found');
    await acme.send('PUT', membershipPath, { token: acme.adminToken });
    expect((await get(ticket.id, acme.customerToken)).status).toBe(200);
  });

  it('hides boards from an administrator as soon as they are demoted', async () => {
    const member = await acme.createMember('acme-corp', 'was@acme.test', 'ADMIN');
    const token = await acme.createToken(member);
    const ticket = await postTicket(acme, { title: 'Secret', boardId: acme.ops.id });
    expect((await get(ticket.id, token)).status).toBe(200);
    await acme.send('PATCH', `/api/v1/users/${member.id}`, {
      token: acme.adminToken,
      body: { role: 'TEAM_MEMBER' },
    });
    expectError(await get(ticket.id, token), 404, 'not_found');
  });

  it('keeps a deactivated assignee, and clears a removed one', async () => {
    const member = await acme.createMember('acme-corp', 'leaver@acme.test', 'ADMIN');
    const ticket = await postTicket(acme, { title: 'Door', boardId: acme.web.id, assigneeId: member.id });
    const path = `/api/v1/users/${member.id}`;
    await acme.send('PATCH', path, { token: acme.adminToken, body: { state: 'deactivated' } });
    expect((await get(ticket.id, acme.adminToken)).body.assignee).toEqual({ id: member.id, name: 'leaver' });
    await acme.send('DELETE', path, { token: acme.adminToken });
    expect((await get(ticket.id, acme.adminToken)).body.assignee).toBeNull();
  });
});
