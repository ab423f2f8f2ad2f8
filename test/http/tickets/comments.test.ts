import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AcmeWithBoards,
  auditEventsOf,
  createAcmeWithBoards,
  postTicket,
} from '../../support/boards.ts';
import { expectError } from '../../support/client.ts';
import { minute } from '../../support/clock.ts';

describe('/api/v1/tickets/{id}/comments', () => {
  let acme: AcmeWithBoards;
  beforeAll(async () => {
    acme = await createAcmeWithBoards();
  });
  afterAll(() => acme.close());

  const post = (ticketId: string, body: unknown, token = acme.customerToken) =>
    acme.send('POST', `/api/v1/tickets/${ticketId}/comments`, { token, body });
  const list = (ticketId: string, token = acme.customerToken, query = '') =>
    acme.send('GET', `/api/v1/tickets/${ticketId}/comments?${query}`, { token });
  const newTicket = (boardId = acme.web.id) => postTicket(acme, { title: 'Door', boardId });

  it('POST returns 201 with the unchanged comment, and the audit log does not store its text', async () => {
    const ticket = await newTicket();
    const body = '  Здравствуйте,\n\tit still squeaks 🚪  ';
    const answer = await post(ticket.id, { body });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^cmt_/),
      body,
      author: { id: acme.customer.id, name: 'cora' },
      internal: false,
      createdAt: acme.clock.in(0),
      editedAt: null,
    });
    expect((await list(ticket.id)).body.data).toEqual([answer.body]);
    expect(await auditEventsOf(acme, answer.body.id)).toEqual([
      { action: 'comment.created', details: { ticketId: ticket.id } },
    ]);
  });

  it("GET lists this ticket's comments in pages, oldest first", async () => {
    const ticket = await newTicket();
    const other = await newTicket();
    await post(other.id, { body: 'elsewhere' });
    for (const body of ['one', 'two', 'three']) {
      await post(ticket.id, { body }, body === 'two' ? acme.adminToken : acme.teamMemberToken);
      if (body === 'two') acme.clock.advance(minute);
    }
    const bodies = async (query: string) =>
      (await list(ticket.id, acme.customerToken, query)).body.data.map(({ body }: { body: string }) => body);
    expect(await bodies('')).toEqual(['one', 'two', 'three']);
    expect(await bodies('limit=2')).toEqual(['one', 'two']);
    expect(await bodies('limit=2&page=2')).toEqual(['three']);
    expect((await list(ticket.id, acme.customerToken, 'page=9&limit=2')).body).toEqual({
      data: [],
      total: 3,
      page: 9,
      pageSize: 2,
      totalPages: 2,
    });
    for (const query of ['limit=0', 'limit=101', 'page=0'])
      expectError(await list(ticket.id, acme.customerToken, query), 400, 'validation_failed');
  });

  it('shows the name of an author who was removed', async () => {
    const ticket = await newTicket();
    const member = await acme.createMember('acme-corp', 'left@acme.test', 'ADMIN');
    await post(ticket.id, { body: 'Farewell' }, await acme.createToken(member));
    await acme.send('DELETE', `/api/v1/users/${member.id}`, { token: acme.adminToken });
    expect((await list(ticket.id)).body.data).toMatchObject([{ author: { id: member.id, name: 'left' } }]);
  });

  it('accepts 10,000 code points', async () => {
    const ticket = await newTicket();
    expect((await post(ticket.id, { body: '🦊'.repeat(10_000) })).status).toBe(201);
  });

  it.each([
    ['body', '', 'must not be empty'],
    ['body', ' \n ', 'must not be empty'],
    ['body', 'x'.repeat(10_001), 'must be at most 10000 characters; it has 10001'],
    ['body', 'nul\0', 'must not contain control characters'],
    ['body', '\ud800', 'must be valid Unicode'],
    ['body', null, 'must be a string'],
    ['text', 'x', expect.stringContaining('is not a known field')],
    ['author', {}, expect.stringContaining('is not a known field')],
  ])('POST rejects %s %j and names the field', async (path, value, message) => {
    const ticket = await newTicket();
    const error = expectError(
      await post(ticket.id, { body: 'fine', [path]: value }),
      400,
      'validation_failed',
    );
    expect(error.details).toEqual([{ path, message }]);
    expect((await list(ticket.id)).body.total).toBe(0);
  });

  it('returns 404 for a ticket that the member does not see', async () => {
    const hidden = await newTicket(acme.ops.id);
    for (const id of [hidden.id, acme.globexTicketId, `tkt_${'0'.repeat(23)}`, 'tkt_x', '%00']) {
      expectError(await post(id, { body: 'Hello?' }), 404, 'not_found');
      expectError(await list(id), 404, 'not_found');
    }
    expectError(await post(acme.globexTicketId, { body: 'Hello?' }, acme.adminToken), 404, 'not_found');
    expectError(await list(acme.globexTicketId, acme.adminToken), 404, 'not_found');
    expect((await list(hidden.id, acme.adminToken)).body.total).toBe(0);
  });
});
