import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AcmeWithBoards,
  auditEventsOf,
  createAcmeWithBoards,
  postTicket,
} from '../../support/boards.ts';
import { expectError } from '../../support/client.ts';

describe('POST /api/v1/tickets', () => {
  let acme: AcmeWithBoards;
  beforeAll(async () => {
    acme = await createAcmeWithBoards();
  });
  afterAll(() => acme.close());

  const post = (body: unknown, token = acme.teamMemberToken) =>
    acme.send('POST', '/api/v1/tickets', { token, body });

  it('returns 201 with the ticket, its location, and defaults for fields that are left out', async () => {
    const board = await acme.createBoard('acme-corp', 'FIRST', [acme.teamMember]);
    const answer = await post({ title: '  Fix the door  ', boardId: board.id });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^tkt_/),
      displayId: 'FIRST-1',
      title: 'Fix the door',
      description: '',
      status: 'TODO',
      priority: 'MEDIUM',
      boardId: board.id,
      assignee: null,
      createdAt: acme.clock.in(0),
      updatedAt: acme.clock.in(0),
      commentCount: 0,
    });
    expect(answer.headers.location).toBe(`/api/v1/tickets/${answer.body.id}`);
    const got = await acme.send('GET', answer.headers.location ?? '', { token: acme.customerToken });
    expectError(got, 404, 'not_found');
    const mine = await acme.send('GET', answer.headers.location ?? '', { token: acme.teamMemberToken });
    expect(mine.body).toEqual(answer.body);
  });

  it('accepts every field, in any script and with several lines', async () => {
    const answer = await post({
      title: 'Дверь 🚪 שלום',
      description: 'One\n\tтwo\r\nthree 👩‍👩‍👧',
      boardId: acme.web.id,
      status: 'IN_PROGRESS',
      priority: 'URGENT',
      assigneeId: acme.customer.id,
    });
    expect(answer.body).toMatchObject({
      title: 'Дверь 🚪 שלום',
      description: 'One\n\tтwo\r\nthree 👩‍👩‍👧',
      status: 'IN_PROGRESS',
      priority: 'URGENT',
      assignee: { id: acme.customer.id, name: 'cora' },
    });
    expect(await auditEventsOf(acme, answer.body.id)).toEqual([
      {
        action: 'ticket.created',
        details: {
          displayId: answer.body.displayId,
          title: 'Дверь 🚪 שלום',
          status: 'IN_PROGRESS',
          priority: 'URGENT',
          assigneeId: acme.customer.id,
        },
      },
    ]);
  });

  it('counts code points: accepts 200 in a title and 20,000 in a description', async () => {
    const answer = await post({
      title: '🦊'.repeat(200),
      description: 'я'.repeat(20_000),
      boardId: acme.web.id,
    });
    expect(answer.status).toBe(201);
    expect([...answer.body.title]).toHaveLength(200);
  });

  it.each([
    ['title', '   ', 'must not be empty'],
    ['title', '', 'must not be empty'],
    ['title', 'x'.repeat(201), 'must be at most 200 characters; it has 201'],
    ['title', 'two\nlines', 'must not contain line breaks or other control characters'],
    ['title', 'nul\0', 'must not contain line breaks or other control characters'],
    ['title', 'lone \ud800 surrogate', 'must be valid Unicode'],
    ['title', null, 'must be a string'],
    ['title', 7, 'must be a string'],
    ['description', 'x'.repeat(20_001), 'must be at most 20000 characters; it has 20001'],
    ['description', 'nul\0', 'must not contain control characters'],
    ['description', '\udfff', 'must be valid Unicode'],
    ['description', null, 'must be a string'],
    ['status', 'DOING', 'must be one of TODO, IN_PROGRESS, DONE'],
    ['status', 'todo', 'must be one of TODO, IN_PROGRESS, DONE'],
    ['priority', 'HIGHEST', 'must be one of LOW, MEDIUM, HIGH, URGENT'],
    ['priority', null, 'must be one of LOW, MEDIUM, HIGH, URGENT'],
    ['boardId', null, 'must be a string'],
    ['assigneeId', 7, 'must be a string or null'],
    ['asignee', 'x', 'is not a known field; did you mean assigneeId?'],
    ['displayId', 'WEB-1', expect.stringContaining('is not a known field')],
  ])('rejects %s %j and names the field', async (path, value, message) => {
    const body = { title: 'Door', boardId: acme.web.id, [path]: value };
    const error = expectError(await post(body), 400, 'validation_failed');
    expect(error.details).toEqual([{ path, message }]);
  });

  it.each([[{}], [[]], [null], ['"text"']])('rejects the body %j', async (body) => {
    expectError(await post(body), 400, 'validation_failed');
  });

  it('returns 404 for a board that the member does not see, even if other fields are invalid', async () => {
    const boards = [acme.ops.id, acme.globexBoard.id, `brd_${'0'.repeat(23)}`, 'WEB', '', 'brd_\0'];
    for (const boardId of boards)
      expectError(await post({ title: 'Door', boardId, assigneeId: 'usr_x' }), 404, 'not_found');
    const inGlobex = await post({ title: 'Door', boardId: acme.globexBoard.id }, acme.adminToken);
    expectError(inGlobex, 404, 'not_found');
  });

  it('rejects an assignee who is not an active member with access to the board', async () => {
    const outsider = await acme.createMember('acme-corp', 'out@acme.test', 'TEAM_MEMBER');
    const away = await acme.createMember('acme-corp', 'away@acme.test', 'TEAM_MEMBER');
    const gone = await acme.createMember('acme-corp', 'gone@acme.test', 'TEAM_MEMBER');
    const board = await acme.createBoard('acme-corp', 'STAFF', [acme.teamMember, away, gone]);
    const { adminToken: token } = acme;
    await acme.send('PATCH', `/api/v1/users/${away.id}`, { token, body: { state: 'deactivated' } });
    await acme.send('DELETE', `/api/v1/users/${gone.id}`, { token });
    const invalidAssignees = [
      outsider.id,
      away.id,
      gone.id,
      acme.globexAdmin.id,
      `usr_${'0'.repeat(23)}`,
      'usr_x',
      '',
      '\0',
    ];
    for (const assigneeId of invalidAssignees) {
      const error = expectError(
        await post({ title: 'Door', boardId: board.id, assigneeId }),
        400,
        'validation_failed',
      );
      expect(error.details).toEqual([
        { path: 'assigneeId', message: 'must be an active member who can see the board' },
      ]);
    }
    const next = await post({ title: 'Door', boardId: board.id, assigneeId: null });
    expect(next.body.displayId).toBe('STAFF-1');
  });

  it('accepts an administrator as assignee of a ticket on any board', async () => {
    const ticket = await postTicket(acme, {
      title: 'Door',
      boardId: acme.web.id,
      assigneeId: acme.admin.id,
    });
    expect(ticket.assignee).toEqual({ id: acme.admin.id, name: 'ada' });
  });

  it('numbers the tickets of each board separately', async () => {
    const one = await acme.createBoard('acme-corp', 'ONE');
    const two = await acme.createBoard('acme-corp', 'TWO');
    const ids: string[] = [];
    for (const { id } of [one, two, one, one, two])
      ids.push((await postTicket(acme, { title: 'Door', boardId: id })).displayId);
    expect(ids).toEqual(['ONE-1', 'TWO-1', 'ONE-2', 'ONE-3', 'TWO-2']);
  });
});
