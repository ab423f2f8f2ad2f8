import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcmeWithBoards, createAcmeWithBoards, postTicket } from '../../support/boards.ts';

describe('concurrent ticket requests', () => {
  let acme: AcmeWithBoards;
  beforeAll(async () => {
    acme = await createAcmeWithBoards();
  });
  afterAll(() => acme.close());

  it('get unique numbers, without gaps for rejected requests', async () => {
    const board = await acme.createBoard('acme-corp', 'RUSH');
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        acme.send('POST', '/api/v1/tickets', {
          token: acme.adminToken,
          body: {
            title: `Ticket ${index}`,
            boardId: board.id,
            ...(index % 2 === 0 ? {} : { assigneeId: acme.customer.id }),
          },
        }),
      ),
    );
    const created = answers.filter((answer) => answer.status === 201);
    expect(answers.filter((answer) => answer.status === 400)).toHaveLength(20);
    const numbers = created.map((answer) => Number(answer.body.displayId.slice('RUSH-'.length)));
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  it('keep all changes when they concern different fields', async () => {
    const ticket = await postTicket(acme, { title: 'Old', boardId: acme.web.id });
    const path = `/api/v1/tickets/${ticket.id}`;
    const changes = [
      { title: 'New' },
      { description: 'New' },
      { status: 'DONE' },
      { priority: 'LOW' },
      { assigneeId: acme.teamMember.id },
    ];
    const answers = await Promise.all(
      changes.map((body) => acme.send('PATCH', path, { token: acme.adminToken, body })),
    );
    expect(answers.map((answer) => answer.status)).toEqual(changes.map(() => 200));
    const after = await acme.send('GET', path, { token: acme.adminToken });
    expect(after.body).toMatchObject({
      title: 'New',
      description: 'New',
      status: 'DONE',
      priority: 'LOW',
      assignee: { id: acme.teamMember.id },
    });
    const found = await acme.send('GET', `/api/v1/tickets?boardId=${acme.web.id}&search=new`, {
      token: acme.adminToken,
    });
    expect(found.body.total).toBe(1);
  });

  it('never assign a member who is removed at the same time', async () => {
    const board = await acme.createBoard('acme-corp', 'LEAVE');
    const { adminToken: token } = acme;
    const members = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        acme.createMember('acme-corp', `leaving${index}@acme.test`, 'ADMIN'),
      ),
    );
    const answers = await Promise.all(
      members.flatMap(({ id }) => [
        acme.send('POST', '/api/v1/tickets', {
          token,
          body: { title: 'Last words', boardId: board.id, assigneeId: id },
        }),
        acme.send('DELETE', `/api/v1/users/${id}`, { token }),
      ]),
    );
    for (const { status } of answers) expect([201, 204, 400]).toContain(status);
    const left = await acme.send('GET', `/api/v1/tickets?boardId=${board.id}&limit=100`, { token });
    for (const ticket of left.body.data) expect(ticket.assignee).toBeNull();
  });
});
