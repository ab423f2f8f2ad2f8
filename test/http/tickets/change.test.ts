import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AcmeWithBoards,
  auditEventsOf,
  createAcmeWithBoards,
  postTicket,
} from '../../support/boards.ts';
import { expectError } from '../../support/client.ts';
import { minute } from '../../support/clock.ts';

describe('PATCH /api/v1/tickets/{id}', () => {
  let acme: AcmeWithBoards;
  beforeAll(async () => {
    acme = await createAcmeWithBoards();
  });
  afterAll(() => acme.close());

  const patch = (id: string, body: unknown, token = acme.teamMemberToken) =>
    acme.send('PATCH', `/api/v1/tickets/${id}`, { token, body });
  const get = async (id: string) =>
    (await acme.send('GET', `/api/v1/tickets/${id}`, { token: acme.adminToken })).body;

  it('changes any field and records the change in the audit log', async () => {
    const ticket = await postTicket(acme, { title: 'Door', boardId: acme.web.id });
    acme.clock.advance(minute);
    const answer = await patch(ticket.id, {
      title: ' Window ',
      description: 'It rattles.',
      status: 'IN_PROGRESS',
      priority: 'HIGH',
      assigneeId: acme.teamMember.id,
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      ...ticket,
      title: 'Window',
      description: 'It rattles.',
      status: 'IN_PROGRESS',
      priority: 'HIGH',
      assignee: { id: acme.teamMember.id, name: 'tim' },
      updatedAt: acme.clock.in(0),
    });
    expect(await get(ticket.id)).toEqual(answer.body);
    expect((await auditEventsOf(acme, ticket.id)).slice(1)).toEqual([
      {
        action: 'ticket.changed',
        details: {
          before: { title: 'Door', status: 'TODO', priority: 'MEDIUM', assigneeId: null },
          after: {
            title: 'Window',
            status: 'IN_PROGRESS',
            priority: 'HIGH',
            assigneeId: acme.teamMember.id,
          },
          descriptionChanged: true,
        },
      },
    ]);
  });

  it('keeps fields that are left out, and removes the assignee with null', async () => {
    const ticket = await postTicket(acme, {
      title: 'Door',
      description: 'Squeaks.',
      boardId: acme.web.id,
      assigneeId: acme.customer.id,
    });
    expect((await patch(ticket.id, { status: 'DONE' })).body).toMatchObject({
      title: 'Door',
      description: 'Squeaks.',
      status: 'DONE',
      assignee: { id: acme.customer.id },
    });
    expect((await patch(ticket.id, { assigneeId: null })).body.assignee).toBeNull();
    expect((await patch(ticket.id, { description: '' })).body.description).toBe('');
    expect((await auditEventsOf(acme, ticket.id)).slice(1).map(({ details }) => details)).toEqual([
      { before: { status: 'TODO' }, after: { status: 'DONE' } },
      { before: { assigneeId: acme.customer.id }, after: { assigneeId: null } },
      { descriptionChanged: true },
    ]);
  });

  it('neither records nor updates anything when no field changes', async () => {
    const ticket = await postTicket(acme, { title: 'Door', boardId: acme.web.id });
    acme.clock.advance(minute);
    const same = { title: 'Door', description: '', status: 'TODO', priority: 'MEDIUM', assigneeId: null };
    for (const body of [{}, same]) {
      const answer = await patch(ticket.id, body);
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual(ticket);
    }
    expect(await auditEventsOf(acme, ticket.id)).toHaveLength(1);
  });

  it('updates what a search finds', async () => {
    const ticket = await postTicket(acme, { title: 'Zebra', boardId: acme.web.id });
    const found = async (search: string) =>
      (await acme.send('GET', `/api/v1/tickets?search=${search}`, { token: acme.adminToken })).body.data.map(
        ({ id }: { id: string }) => id,
      );
    await patch(ticket.id, { title: 'Giraffe' });
    expect(await found('zebra')).toEqual([]);
    expect(await found('giraffe')).toEqual([ticket.id]);
    await patch(ticket.id, { description: 'And an Okapi' });
    expect(await found('okapi')).toEqual([ticket.id]);
    expect(await found('giraffe')).toEqual([ticket.id]);
  });

  it.each([
    ['title', '  '],
    ['title', 'x'.repeat(201)],
    ['title', 'two\nlines'],
    ['title', 'nul\0'],
    ['title', '\ud800'],
    ['title', null],
    ['description', 'x'.repeat(20_001)],
    ['description', 'nul\0'],
    ['status', 'CLOSED'],
    ['status', null],
    ['priority', 'high'],
    ['assigneeId', 7],
    ['assigneeId', 'usr_x'],
    ['assigneeId', `usr_${'0'.repeat(23)}`],
    ['boardId', 'brd_x'],
    ['id', 'tkt_x'],
    ['createdAt', '2026-01-01T00:00:00Z'],
  ])('rejects %s %j, names the field and changes nothing', async (path, value) => {
    const ticket = await postTicket(acme, { title: 'Door', boardId: acme.web.id });
    const body = { priority: 'LOW', [path]: value };
    const error = expectError(await patch(ticket.id, body), 400, 'validation_failed');
    expect(error.details).toMatchObject([{ path }]);
    expect(await get(ticket.id)).toEqual(ticket);
    expect(await auditEventsOf(acme, ticket.id)).toHaveLength(1);
  });

  it('rejects an assignee who is not an active member with access to the board', async () => {
    const ticket = await postTicket(acme, { title: 'Door', boardId: acme.ops.id });
    const away = await acme.createMember('acme-corp', 'away@acme.test', 'ADMIN');
    const gone = await acme.createMember('acme-corp', 'gone@acme.test', 'ADMIN');
    const { adminToken: token } = acme;
    await acme.send('PATCH', `/api/v1/users/${away.id}`, { token, body: { state: 'deactivated' } });
    await acme.send('DELETE', `/api/v1/users/${gone.id}`, { token });
    for (const { id } of [acme.teamMember, away, gone, acme.globexAdmin]) {
      const error = expectError(await patch(ticket.id, { assigneeId: id }, token), 400, 'validation_failed');
      expect(error.details).toMatchObject([{ path: 'assigneeId' }]);
    }
  });

  it('keeps an assignee who was deactivated when the whole ticket is sent back', async () => {
    const member = await acme.createMember('acme-corp', 'kept@acme.test', 'ADMIN');
    const ticket = await postTicket(acme, { title: 'Door', boardId: acme.web.id, assigneeId: member.id });
    await acme.send('PATCH', `/api/v1/users/${member.id}`, {
      token: acme.adminToken,
      body: { state: 'deactivated' },
    });
    const answer = await patch(ticket.id, { title: 'Gate', assigneeId: member.id });
    expect(answer.body).toMatchObject({ title: 'Gate', assignee: { id: member.id, name: 'kept' } });
  });

  it('returns 404 for a ticket that the member does not see', async () => {
    const hidden = await postTicket(acme, { title: 'Secret', boardId: acme.ops.id });
    for (const id of [hidden.id, acme.globexTicketId, `tkt_${'0'.repeat(23)}`, 'tkt_x', '%00'])
      expectError(await patch(id, { title: 'Mine' }), 404, 'not_found');
    expectError(await patch(acme.globexTicketId, { title: 'Mine' }, acme.adminToken), 404, 'not_found');
    expect(await get(hidden.id)).toEqual(hidden);
  });
});
