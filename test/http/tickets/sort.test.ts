import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcmeWithBoards, createAcmeWithBoards, postTicket } from '../../support/boards.ts';
import { expectError } from '../../support/client.ts';
import { minute } from '../../support/clock.ts';
import { callTool } from '../../support/mcp/requests.ts';

const statuses = ['TODO', 'IN_PROGRESS', 'DONE'];
const priorities = ['LOW', 'MEDIUM', 'HIGH', 'URGENT'];
type Made = {
  readonly id: string;
  readonly status: string;
  readonly priority: string;
  readonly assignee: { readonly id: string } | null;
  readonly createdAt: string;
  readonly updatedAt: string;
};

describe('GET /api/v1/tickets with an order', () => {
  let acme: AcmeWithBoards;
  let made: Made[];
  beforeAll(async () => {
    acme = await createAcmeWithBoards();
    made = [];
    for (let index = 0; index < 30; index += 1) {
      const ticket = await postTicket(acme, {
        title: `Ticket ${index}`,
        boardId: acme.web.id,
        status: statuses[index % 3],
        priority: priorities[(index * 7) % 4],
        assigneeId: index % 2 === 0 ? acme.teamMember.id : null,
      });
      made.push(ticket);
      if (index % 4 === 0) acme.clock.advance(minute);
    }
    await postTicket(acme, { title: 'Elsewhere', boardId: acme.ops.id, priority: 'URGENT' });
    for (const index of [3, 17, 8]) {
      acme.clock.advance(minute);
      const { id } = made[index] ?? { id: '' };
      const body = { title: `Changed ${index}` };
      made[index] = (
        await acme.send('PATCH', `/api/v1/tickets/${id}`, { token: acme.adminToken, body })
      ).body;
    }
  });
  afterAll(() => acme.close());

  const get = (query: string, token = acme.teamMemberToken) =>
    acme.send('GET', `/api/v1/tickets?${query}`, { token });
  const ids = (tickets: readonly { readonly id: string }[]) => tickets.map(({ id }) => id);
  const urgency = ({ priority }: Made) => -priorities.indexOf(priority);
  /** The last by a time and then the ID first. */
  const latest = (time: 'createdAt' | 'updatedAt') => (one: Made, other: Made) =>
    one[time] === other[time] ? (one.id < other.id ? 1 : -1) : one[time] < other[time] ? 1 : -1;
  const newest = latest('createdAt');
  const expected: Record<string, (tickets: Made[]) => Made[]> = {
    newest: (tickets) => tickets.toSorted(newest),
    oldest: (tickets) => tickets.toSorted(newest).toReversed(),
    updated: (tickets) => tickets.toSorted(latest('updatedAt')),
    priority: (tickets) =>
      tickets.toSorted((one, other) => urgency(one) - urgency(other) || newest(one, other)),
  };

  it.each(
    Object.keys(expected).flatMap((sort) =>
      [
        '',
        'status=TODO',
        'priority=HIGH',
        'status=DONE&priority=LOW',
        'assigneeId={me}',
        'assigneeId={me}&priority=LOW',
        'assigneeId=none',
        'assigneeId=none&status=DONE',
      ].map((filter) => [sort, filter] as const),
    ),
  )('lists a board by %s with the filter "%s", by page number and by cursor', async (sort, filter) => {
    const filters = filter.replace('{me}', acme.teamMember.id);
    const wanted = [...new URLSearchParams(filters)];
    const matching = made.filter((ticket) =>
      wanted.every(([name, value]) =>
        name === 'assigneeId'
          ? (ticket.assignee?.id ?? 'none') === value
          : Reflect.get(ticket, name) === value,
      ),
    );
    const right = ids(expected[sort]?.(matching) ?? []);
    const query = `boardId=${acme.web.id}&sort=${sort}&${filters}&limit=4`;
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const page = (await get(`${query}${cursor}`)).body;
      expect(page.total).toBe(right.length);
      seen.push(...ids(page.data));
      if (page.nextCursor === undefined) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(seen).toEqual(right);
    expect(ids((await get(`${query}&page=2`)).body.data)).toEqual(right.slice(4, 8));
  });

  it('searches a board for tickets of one priority', async () => {
    const { data } = (await get(`boardId=${acme.web.id}&search=ticket&priority=HIGH&limit=100`)).body;
    const right = made.filter(({ priority }) => priority === 'HIGH');
    expect(ids(data).toSorted()).toEqual(
      ids(right)
        .toSorted()
        .filter((id) => ids(data).includes(id)),
    );
    expect(data.length).toBeGreaterThan(3);
    expect(data.every(({ priority }: Made) => priority === 'HIGH')).toBe(true);
  });

  it('lists and searches what nobody on a board is assigned to, newest first', async () => {
    const right = ids(made.filter(({ assignee }) => assignee === null).toSorted(newest));
    const filters = `boardId=${acme.web.id}&assigneeId=none&limit=100`;
    expect(ids((await get(filters)).body.data)).toEqual(right);
    const found = (await get(`${filters}&search=ticket`)).body.data;
    expect(found.length).toBeGreaterThan(3);
    expect(found.every(({ assignee }: Made) => assignee === null)).toBe(true);
  });

  it('gives a tool the same lists', async () => {
    const query = { boardId: 'WEB', sort: 'priority', priority: 'URGENT' };
    const { structuredContent } = await callTool(acme, acme.teamMemberToken, 'list_tickets', query);
    const api = await get(`boardId=${acme.web.id}&sort=priority&priority=URGENT`);
    expect(structuredContent).toEqual(api.body);
  });

  it('shows nothing of a board that the member does not see', async () => {
    for (const query of ['sort=priority', 'priority=URGENT'])
      expect((await get(`boardId=${acme.ops.id}&${query}`)).body).toMatchObject({ data: [], total: 0 });
    expect((await get(`boardId=${acme.ops.id}&priority=URGENT`, acme.adminToken)).body.total).toBe(1);
  });

  it.each([
    ['sort=updated', 'boardId', 'is required with the order updated'],
    ['priority=LOW', 'boardId', 'is required with priority'],
    ['assigneeId=none', 'boardId', 'is required with the assigneeId none'],
    ['sort=newest&search=door', 'sort', expect.stringContaining('best matches first')],
    ['sort=size', 'sort', expect.stringContaining('newest')],
    ['priority=SOME', 'priority', expect.stringContaining('URGENT')],
  ])('rejects %s and says what to do', async (query, path, message) => {
    const { details } = expectError(await get(query), 400, 'validation_failed');
    expect(details).toEqual([{ path, message }]);
  });

  it('rejects the cursor of another order', async () => {
    const first = (await get(`boardId=${acme.web.id}&sort=updated&limit=2`)).body;
    const query = `boardId=${acme.web.id}&sort=oldest&cursor=${first.nextCursor}`;
    expectError(await get(query), 400, 'validation_failed');
  });
});
