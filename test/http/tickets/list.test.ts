import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcmeWithBoards, createAcmeWithBoards, postTicket } from '../../support/boards.ts';
import { expectError } from '../../support/client.ts';
import { second } from '../../support/clock.ts';

describe('GET /api/v1/tickets', () => {
  let acme: AcmeWithBoards;
  beforeAll(async () => {
    acme = await createAcmeWithBoards();
    const { web, ops, teamMember, customer } = acme;
    const tickets = [
      { title: 'one', boardId: web.id },
      { title: 'two', boardId: web.id, status: 'DONE' },
      { title: 'three', boardId: web.id, assigneeId: teamMember.id },
      { title: 'four', boardId: web.id, assigneeId: teamMember.id, status: 'DONE' },
      { title: 'five', boardId: web.id, assigneeId: customer.id, status: 'DONE' },
      { title: 'six', boardId: ops.id, status: 'DONE' },
    ];
    // Tickets come in pairs with the same time, so that their ids decide the order.
    for (const [index, ticket] of tickets.entries()) {
      await postTicket(acme, ticket);
      if (index % 2 === 1) acme.clock.advance(second);
    }
  });
  afterAll(() => acme.close());

  const list = (query: string, token = acme.adminToken) =>
    acme.send('GET', `/api/v1/tickets?${query}`, { token });
  const titles = async (query: string, token = acme.adminToken) => {
    const answer = await list(query, token);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.body.total).toBe(answer.body.data.length);
    return answer.body.data.map((ticket: { title: string }) => ticket.title);
  };

  it('lists complete tickets that the member sees, newest first', async () => {
    expect(await titles('')).toEqual(['six', 'five', 'four', 'three', 'two', 'one']);
    const visible = ['five', 'four', 'three', 'two', 'one'];
    expect(await titles('', acme.teamMemberToken)).toEqual(visible);
    expect(await titles('', acme.customerToken)).toEqual(visible);
    const [first] = (await list('limit=1')).body.data;
    const got = await acme.send('GET', `/api/v1/tickets/${first.id}`, { token: acme.adminToken });
    expect(first).toEqual(got.body);
  });

  it('merges the boards of a member in one order, by page and by cursor', async () => {
    const { web, ops, adminToken } = acme;
    const member = await acme.createMember('acme-corp', 'bo@acme.test', 'TEAM_MEMBER');
    await acme.createBoard('acme-corp', 'EMPTY', [member]);
    for (const { id } of [web, ops])
      await acme.send('PUT', `/api/v1/boards/${id}/members/${member.id}`, { token: adminToken });
    const token = await acme.createToken(member);
    for (const filter of ['', '&status=DONE', '&search=o', `&boardId=${web.id}`]) {
      const expected = (await list(filter)).body.data;
      const read: unknown[] = [];
      for (let query = 'limit=1'; ; ) {
        const page = (await list(`${query}${filter}`, token)).body;
        expect(page).toMatchObject({ total: expected.length, page: read.length + 1 });
        read.push(...page.data);
        if (page.nextCursor === undefined) break;
        expect((await list(`limit=1&page=${read.length + 1}${filter}`, token)).body.data[0]).toEqual(
          expected[read.length],
        );
        query = `limit=1&cursor=${page.nextCursor}`;
      }
      expect(read).toEqual(expected);
    }
  });

  it('filters by board, status, assignee and text, alone and combined', async () => {
    const { web, ops, teamMember, customer } = acme;
    expect(await titles(`boardId=${ops.id}`)).toEqual(['six']);
    expect(await titles('status=DONE')).toEqual(['six', 'five', 'four', 'two']);
    expect(await titles('status=IN_PROGRESS')).toEqual([]);
    expect(await titles(`assigneeId=${teamMember.id}`)).toEqual(['four', 'three']);
    expect(await titles('search=t')).toEqual(['three', 'two']);
    expect(await titles(`boardId=${web.id}&status=DONE`)).toEqual(['five', 'four', 'two']);
    expect(await titles(`status=DONE&assigneeId=${customer.id}`)).toEqual(['five']);
    expect(await titles(`boardId=${web.id}&status=DONE&assigneeId=${teamMember.id}&search=OU`)).toEqual([
      'four',
    ]);
    expect(await titles(`boardId=${ops.id}&assigneeId=${teamMember.id}`)).toEqual([]);
  });

  it('finds nothing by a filter for something that the member does not see', async () => {
    expect(await titles(`boardId=${acme.ops.id}`, acme.teamMemberToken)).toEqual([]);
    expect(await titles('search=six', acme.teamMemberToken)).toEqual([]);
    expect(await titles(`boardId=${acme.globexBoard.id}`)).toEqual([]);
    expect(await titles(`assigneeId=${acme.globexAdmin.id}`)).toEqual([]);
    expect(await titles('search=globex')).toEqual([]);
    expect(await titles(`boardId=brd_${'0'.repeat(23)}`)).toEqual([]);
  });

  it('returns each ticket once across all pages', async () => {
    const seen: string[] = [];
    for (const page of [1, 2, 3]) {
      const { body } = await list(`page=${page}&limit=2`);
      expect(body).toMatchObject({ total: 6, page, pageSize: 2, totalPages: 3 });
      seen.push(...body.data.map((ticket: { title: string }) => ticket.title));
    }
    expect(seen).toEqual(['six', 'five', 'four', 'three', 'two', 'one']);
    expect((await list('limit=4&page=2')).body).toMatchObject({ totalPages: 2, data: { length: 2 } });
  });

  it('has default page values, an upper limit, and an empty page beyond the end', async () => {
    expect((await list('')).body).toMatchObject({ page: 1, pageSize: 20, totalPages: 1 });
    expect((await list('limit=100')).body).toMatchObject({ pageSize: 100, data: { length: 6 } });
    expect((await list('page=7')).body).toEqual({
      data: [],
      total: 6,
      page: 7,
      pageSize: 20,
      totalPages: 1,
    });
    expect((await list('page=1000000&limit=100')).body.data).toEqual([]);
    expect((await list('status=IN_PROGRESS')).body).toMatchObject({ total: 0, totalPages: 0 });
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=1.5', 'limit'],
    ['limit=ten', 'limit'],
    ['limit=', 'limit'],
    ['page=0', 'page'],
    ['page=99999999999999999999', 'page'],
    ['page=1&page=2', 'page'],
    ['status=todo', 'status'],
    ['status=', 'status'],
    ['status=TODO&status=DONE', 'status'],
    ['boardId=WEB', 'boardId'],
    ['boardId=', 'boardId'],
    ['boardId=brd_%00', 'boardId'],
    ['assigneeId=me', 'assigneeId'],
    ['search=', 'search'],
    ['search=%20%09', 'search'],
    [`search=${'x'.repeat(201)}`, 'search'],
    ['search=a%00b', 'search'],
    ['search=a%0Ab', 'search'],
    ['search=a&search=b', 'search'],
  ])('rejects ?%s and names the parameter', async (query, path) => {
    const error = expectError(await list(query), 400, 'validation_failed');
    expect(error.details).toMatchObject([{ path }]);
  });
});
