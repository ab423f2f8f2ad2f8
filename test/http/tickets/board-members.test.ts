import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcmeWithBoards, auditEventsOf, createAcmeWithBoards } from '../../support/boards.ts';
import { expectError } from '../../support/client.ts';

describe('board membership', () => {
  let acme: AcmeWithBoards;
  beforeAll(async () => {
    acme = await createAcmeWithBoards();
  });
  afterAll(() => acme.close());

  const setMembership = (method: 'PUT' | 'DELETE', boardId: string, userId: string) =>
    acme.send(method, `/api/v1/boards/${boardId}/members/${userId}`, { token: acme.adminToken });
  const boardsOf = async (token: string) => {
    const answer = await acme.send('GET', '/api/v1/boards', { token });
    return answer.body.data.map((board: { id: string }) => board.id);
  };
  const patchUser = (userId: string, body: unknown) =>
    acme.send('PATCH', `/api/v1/users/${userId}`, { token: acme.adminToken, body });

  it('takes effect at the next request, both when a member is added and when they are removed', async () => {
    const member = await acme.createMember('acme-corp', 'new@acme.test', 'TEAM_MEMBER');
    const token = await acme.createToken(member);
    const board = await acme.createBoard('acme-corp', 'SEAT');
    expect(await boardsOf(token)).toEqual([]);

    const put = await setMembership('PUT', board.id, member.id);
    expect({ status: put.status, text: put.text }).toEqual({ status: 204, text: '' });
    expect((await setMembership('PUT', board.id, member.id)).status).toBe(204);
    expect(await boardsOf(token)).toEqual([board.id]);

    const deleted = await setMembership('DELETE', board.id, member.id);
    expect({ status: deleted.status, text: deleted.text }).toEqual({ status: 204, text: '' });
    expect(await boardsOf(token)).toEqual([]);
    expectError(await setMembership('DELETE', board.id, member.id), 404, 'not_found');

    expect(await auditEventsOf(acme, board.id)).toEqual([
      { action: 'board.created', details: { key: 'SEAT', name: 'SEAT' } },
      { action: 'board.member_added', details: { userId: member.id } },
      { action: 'board.member_removed', details: { userId: member.id } },
    ]);
  });

  it('adds a member once when many requests arrive at the same time', async () => {
    const member = await acme.createMember('acme-corp', 'many@acme.test', 'TEAM_MEMBER');
    const board = await acme.createBoard('acme-corp', 'MANY');
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => setMembership('PUT', board.id, member.id)),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(204));
    const added = (await auditEventsOf(acme, board.id)).filter(
      ({ action }) => action === 'board.member_added',
    );
    expect(added).toHaveLength(1);
  });

  it('adds a deactivated member, who sees the board once they are active again', async () => {
    const member = await acme.createMember('acme-corp', 'away@acme.test', 'CUSTOMER');
    const token = await acme.createToken(member);
    await patchUser(member.id, { state: 'deactivated' });
    expect((await setMembership('PUT', acme.ops.id, member.id)).status).toBe(204);
    await patchUser(member.id, { state: 'active' });
    expect(await boardsOf(token)).toEqual([acme.ops.id]);
  });

  it('returns 404 for a removed member', async () => {
    const member = await acme.createMember('acme-corp', 'gone@acme.test', 'TEAM_MEMBER');
    await acme.send('DELETE', `/api/v1/users/${member.id}`, { token: acme.adminToken });
    expectError(await setMembership('PUT', acme.web.id, member.id), 404, 'not_found');
  });

  it.each(['PUT', 'DELETE'] as const)(
    '%s returns 404 for a board or member that the organization does not have',
    async (method) => {
      const unknownBoard = `brd_${'0'.repeat(23)}`;
      const unknownUser = `usr_${'0'.repeat(23)}`;
      const cases = [
        [unknownBoard, acme.teamMember.id],
        [acme.globexBoard.id, acme.teamMember.id],
        [acme.globexBoard.id, acme.globexAdmin.id],
        [acme.web.id, unknownUser],
        [acme.web.id, acme.globexAdmin.id],
        ['brd_x', acme.teamMember.id],
        [acme.web.id, 'usr_x'],
        [acme.web.id, '%00'],
      ] as const;
      for (const [boardId, userId] of cases)
        expectError(await setMembership(method, boardId, userId), 404, 'not_found');
      const theirs = await acme.send('GET', '/api/v1/boards', { at: 'globex', token: acme.globexToken });
      expect(theirs.body.total).toBe(1);
    },
  );

  it('does not create a board with members who do not exist', async () => {
    await expect(acme.createBoard('acme-corp', 'NONE', [acme.globexAdmin])).rejects.toMatchObject({
      code: 'not_found',
    });
    const answer = await acme.send('POST', '/api/v1/boards', {
      token: acme.adminToken,
      body: { key: 'NONE', name: 'Free still' },
    });
    expect(answer.status).toBe(201);
  });
});
