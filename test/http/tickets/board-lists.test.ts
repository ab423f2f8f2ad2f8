import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AcmeWithBoards,
  auditEventsOf,
  createAcmeWithBoards,
  postTicket,
} from '../../support/boards.ts';
import { expectError } from '../../support/client.ts';
import type { Member } from '../../support/world.ts';

let acme: AcmeWithBoards;
beforeAll(async () => {
  acme = await createAcmeWithBoards();
});
afterAll(() => acme.close());

const get = (path: string, token = acme.adminToken) => acme.send('GET', `/api/v1${path}`, { token });
const ids = ({ body }: { readonly body: { readonly data: readonly { readonly id: string }[] } }) =>
  body.data.map(({ id }) => id);
const join = (board: string, { id }: Pick<Member, 'id'>) =>
  acme.send('PUT', `/api/v1/boards/${board}/members/${id}`, { token: acme.adminToken });

describe('a board', () => {
  it('is found by its key in any letter case, by those who see it', async () => {
    for (const key of ['WEB', 'web'])
      expect((await get(`/boards/${key}`, acme.customerToken)).body.id).toBe(acme.web.id);
    expect((await get('/boards/OPS')).body.id).toBe(acme.ops.id);
    for (const key of ['OPS', 'NONE'])
      expectError(await get(`/boards/${key}`, acme.teamMemberToken), 404, 'not_found');
  });

  it('says how many tickets it has', async () => {
    const board = await acme.createBoard('acme-corp', 'COUNT');
    await postTicket(acme, { title: 'One', boardId: board.id });
    await postTicket(acme, { title: 'Two', boardId: board.id });
    expect((await get(`/boards/${board.id}`)).body.ticketCount).toBe(2);
  });

  it('is renamed by administrators, and keeps its key', async () => {
    const board = await acme.createBoard('acme-corp', 'NAMED');
    const rename = (body: unknown) =>
      acme.send('PATCH', `/api/v1/boards/${board.key}`, { token: acme.adminToken, body });
    const answer = await rename({ name: '  Another name ' });
    expect(answer.body).toEqual({ ...board, name: 'Another name' });
    expect((await get(`/boards/${board.id}`)).body).toEqual(answer.body);
    expect((await rename({ name: 'Another name' })).status).toBe(200);
    for (const body of [{ name: ' ' }, { name: 'x'.repeat(101) }, {}, { name: 'x', key: 'OTHER' }])
      expectError(await rename(body), 400, 'validation_failed');
    expect((await auditEventsOf(acme, board.id)).slice(1)).toEqual([
      { action: 'board.renamed', details: { before: { name: board.name }, after: { name: 'Another name' } } },
    ]);
  });
});

describe('the members of a board', () => {
  it('are listed, with their email for administrators only', async () => {
    const answer = await get('/boards/WEB/members');
    const wanted = [
      { id: acme.customer.id, name: 'cora', role: 'CUSTOMER', state: 'active', email: acme.customer.email },
      {
        id: acme.teamMember.id,
        name: 'tim',
        role: 'TEAM_MEMBER',
        state: 'active',
        email: acme.teamMember.email,
      },
    ].toSorted((one, other) => (one.id < other.id ? -1 : 1));
    expect(answer.body).toEqual({ data: wanted, total: 2, page: 1, pageSize: 20, totalPages: 1 });
    const forTeam = await get(`/boards/${acme.web.id}/members`, acme.teamMemberToken);
    expect(forTeam.body.data).toEqual(wanted.map(({ email: _email, ...member }) => member));
  });

  it('are listed in pages by cursor, without removed members', async () => {
    const board = await acme.createBoard('acme-corp', 'MANY');
    const members: Member[] = [];
    for (let index = 0; index < 5; index += 1) {
      const member = await acme.createMember('acme-corp', `m${index}@acme.test`, 'CUSTOMER');
      await join(board.id, member);
      members.push(member);
    }
    const first = await get(`/boards/${board.id}/members?limit=2`);
    const second = await get(`/boards/${board.id}/members?limit=2&cursor=${first.body.nextCursor}`);
    const third = await get(`/boards/${board.id}/members?limit=2&page=3`);
    expect([...ids(first), ...ids(second), ...ids(third)]).toEqual(members.map(({ id }) => id).toSorted());
    await acme.send('DELETE', `/api/v1/users/${members[0]?.id}`, { token: acme.adminToken });
    expect((await get(`/boards/${board.id}/members`)).body.total).toBe(4);
  });

  it('are hidden with the board', async () => {
    for (const list of ['members', 'assignees']) {
      expectError(await get(`/boards/OPS/${list}`, acme.teamMemberToken), 404, 'not_found');
      expectError(await get(`/boards/${acme.globexBoard.id}/${list}`), 404, 'not_found');
      expectError(await get(`/boards/WEB/${list}`, acme.customerToken), 403, 'forbidden');
    }
  });
});

it('those who can be assigned are the active members on the board and the active administrators, each once', async () => {
  const board = await acme.createBoard('acme-corp', 'ASSIGN', [acme.teamMember, acme.customer, acme.admin]);
  const away = await acme.createMember('acme-corp', 'away@acme.test', 'TEAM_MEMBER');
  await join(board.id, away);
  const body = { state: 'deactivated' };
  await acme.send('PATCH', `/api/v1/users/${away.id}`, { token: acme.adminToken, body });
  const wanted = [acme.admin, acme.teamMember, acme.customer].map(({ id }) => id).toSorted();
  for (const token of [acme.adminToken, acme.teamMemberToken]) {
    const all = await get(`/boards/${board.id}/assignees`, token);
    expect(ids(all)).toEqual(wanted);
    expect(all.body.total).toBe(3);
    expect(all.body.data[0]).toEqual({ id: wanted[0], name: expect.any(String) });
    const first = await get(`/boards/${board.id}/assignees?limit=2`, token);
    const second = await get(`/boards/${board.id}/assignees?limit=2&cursor=${first.body.nextCursor}`, token);
    expect([...ids(first), ...ids(second)]).toEqual(wanted);
  }
  for (const assigneeId of wanted)
    await postTicket(acme, { title: 'Assigned', boardId: board.id, assigneeId }, acme.teamMemberToken);
});

describe('a search for who can be assigned', () => {
  const names = async (board: string, search: string, token = acme.teamMemberToken) => {
    const answer = await get(`/boards/${board}/assignees?search=${encodeURIComponent(search)}`, token);
    expect(answer.status).toBe(200);
    return answer.body.data.map(({ name }: { readonly name: string }) => name);
  };

  it('finds the beginnings of words of names and a whole ID, but no email, sorted by name', async () => {
    expect(await names('WEB', 'TI')).toEqual(['tim']);
    expect(await names('WEB', acme.customer.id)).toEqual(['cora']);
    for (const search of ['im', 'acme', 'tim@acme.test', 'tim cora', '…']) {
      expect(await names('WEB', search)).toEqual([]);
      expect(await names('WEB', search, acme.adminToken)).toEqual([]);
    }
    const board = await acme.createBoard('acme-corp', 'FOUND', [acme.teamMember]);
    const found = [];
    for (const name of ['Zoë Qu', 'Ana Qu', 'Mia Quell']) {
      const member = await acme.createMember('acme-corp', `${name.slice(0, 3)}qu@acme.test`, 'CUSTOMER');
      await acme.send('PATCH', `/api/v1/users/${member.id}`, { token: acme.adminToken, body: { name } });
      await join(board.id, member);
      found.push(member);
    }
    expect(await names(board.key, 'qu')).toEqual(['Ana Qu', 'Mia Quell', 'Zoë Qu']);
    expect(await names(board.key, 'qu zoe')).toEqual(['Zoë Qu']);
    const path = `/boards/${board.key}/assignees?search=qu&limit=2`;
    const first = await get(path);
    const second = await get(`${path}&cursor=${first.body.nextCursor}`);
    expect([...first.body.data, ...second.body.data].map(({ name }) => name)).toEqual([
      'Ana Qu',
      'Mia Quell',
      'Zoë Qu',
    ]);
    expect(first.body.data[0]).toEqual({ id: found[1]?.id, name: 'Ana Qu' });
  });

  it('finds no one who cannot be assigned, and administrators everywhere', async () => {
    const board = await acme.createBoard('acme-corp', 'NOTALL', [acme.teamMember]);
    expect(await names(board.key, 'cora')).toEqual([]);
    expect(await names(board.key, acme.customer.id)).toEqual([]);
    expect(await names(board.key, 'ada')).toEqual(['ada']);
    expect(await names(board.key, acme.globexAdmin.id)).toEqual([]);
    const away = await acme.createMember('acme-corp', 'leaving@acme.test', 'TEAM_MEMBER');
    await join(board.id, away);
    expect(await names(board.key, away.id)).toHaveLength(1);
    const body = { state: 'deactivated' };
    await acme.send('PATCH', `/api/v1/users/${away.id}`, { token: acme.adminToken, body });
    expect(await names(board.key, away.id)).toEqual([]);
    const refused = await get('/boards/WEB/assignees?search=tim', acme.customerToken);
    expectError(refused, 403, 'forbidden');
  });
});

describe('the boards of a member', () => {
  it('are listed for administrators, as they change', async () => {
    const member = await acme.createMember('acme-corp', 'boards@acme.test', 'TEAM_MEMBER');
    const path = `/users/${member.id}/boards`;
    expect((await get(path)).body).toMatchObject({ data: [], total: 0 });
    await join(acme.web.id, member);
    await join(acme.ops.id, member);
    expect(ids(await get(path))).toEqual([acme.web.id, acme.ops.id].toSorted());
    expect(ids(await get(`${path}?limit=1&page=2`))).toHaveLength(1);
    await acme.send('DELETE', `/api/v1/boards/${acme.ops.id}/members/${member.id}`, {
      token: acme.adminToken,
    });
    expect((await get(path)).body.data).toEqual([(await get('/boards/WEB')).body]);
    await acme.send('DELETE', `/api/v1/users/${member.id}`, { token: acme.adminToken });
    expectError(await get(path), 404, 'not_found');
  });

  it('are not for others, nor for members of another organization', async () => {
    for (const token of [acme.teamMemberToken, acme.customerToken])
      expectError(await get(`/users/${acme.customer.id}/boards`, token), 403, 'forbidden');
    for (const id of [acme.globexAdmin.id, 'usr_x', `usr_${'0'.repeat(23)}`])
      expectError(await get(`/users/${id}/boards`), 404, 'not_found');
  });
});

describe('PATCH /api/v1/tickets/{id} with ifUpdatedAt', () => {
  it('changes the ticket only if it has not changed since', async () => {
    const ticket = await postTicket(acme, { title: 'Door', boardId: acme.web.id });
    const patch = (body: object) =>
      acme.send('PATCH', `/api/v1/tickets/${ticket.id}`, { token: acme.adminToken, body });
    acme.clock.advance(1);
    const first = await patch({ description: 'Mine', ifUpdatedAt: ticket.updatedAt });
    expect(first.status).toBe(200);
    acme.clock.advance(1);
    expectError(await patch({ description: 'Late', ifUpdatedAt: ticket.updatedAt }), 409, 'conflict');
    expect((await get(`/tickets/${ticket.id}`)).body).toEqual(first.body);
    expect((await patch({ description: 'Now', ifUpdatedAt: first.body.updatedAt })).status).toBe(200);
    expectError(await patch({ title: 'x', ifUpdatedAt: 'yesterday' }), 400, 'validation_failed');
  });

  it('lets one of many changes of the same version through', async () => {
    const ticket = await postTicket(acme, { title: 'Race', boardId: acme.web.id });
    acme.clock.advance(1);
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        acme.send('PATCH', `/api/v1/tickets/${ticket.id}`, {
          token: acme.adminToken,
          body: { title: `Try ${index}`, ifUpdatedAt: ticket.updatedAt },
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
  });
});
