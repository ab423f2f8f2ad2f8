import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcmeWithBoards, auditEventsOf, createAcmeWithBoards } from '../../support/boards.ts';
import { expectError } from '../../support/client.ts';

describe('boards', () => {
  let acme: AcmeWithBoards;
  beforeAll(async () => {
    acme = await createAcmeWithBoards();
  });
  afterAll(() => acme.close());

  const create = (body: unknown, token = acme.adminToken) =>
    acme.send('POST', '/api/v1/boards', { token, body });

  it('returns 201 with the board and its location when an administrator creates one', async () => {
    const answer = await create({ key: 'MOB2', name: '  Mobile приложение  ' });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^brd_/),
      key: 'MOB2',
      name: 'Mobile приложение',
      ticketCount: 0,
    });
    const got = await acme.send('GET', answer.headers.location ?? '', { token: acme.adminToken });
    expect(got.body).toEqual(answer.body);
    expect(await auditEventsOf(acme, answer.body.id)).toEqual([
      { action: 'board.created', details: { key: 'MOB2', name: 'Mobile приложение' } },
    ]);
  });

  it('returns 409 already_exists for a key in use, and leaves the existing board unchanged', async () => {
    const error = expectError(await create({ key: 'WEB', name: 'Again' }), 409, 'already_exists');
    expect(error.message).toContain('WEB');
    const answer = await acme.send('GET', `/api/v1/boards/${acme.web.id}`, { token: acme.adminToken });
    expect(answer.body).toEqual(acme.web);
  });

  it('creates one board when many requests use the same key at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => create({ key: 'RACE', name: `Try ${index}` })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, ...Array(7).fill(409)]);
  });

  it.each(['W', 'web', '1WEB', 'WEB-1', 'ELEVENCHARS', ' WEB', 'WEB\n', 'ВЕБ', ''])(
    'rejects the key %j and names the field',
    async (key) => {
      const error = expectError(await create({ key, name: 'Website' }), 400, 'validation_failed');
      expect(error.details).toEqual([{ path: 'key', message: expect.stringContaining('capital letters') }]);
    },
  );

  it.each(['  ', 'x'.repeat(101), 'two\nlines', 'nul\0', '\ud800'])(
    'rejects the name %j and names the field',
    async (name) => {
      const error = expectError(await create({ key: 'NAME', name }), 400, 'validation_failed');
      expect(error.details).toMatchObject([{ path: 'name' }]);
    },
  );

  it('rejects fields that are missing, unknown or of the wrong type', async () => {
    const error = expectError(await create({ key: 7, nmae: 'x' }), 400, 'validation_failed');
    expect(error.details).toEqual(
      expect.arrayContaining([
        { path: 'name', message: 'is required' },
        { path: 'nmae', message: 'is not a known field; did you mean name?' },
        { path: 'key', message: 'must be a string' },
      ]),
    );
  });

  it('lists the boards that a member sees, oldest first', async () => {
    const keysFor = async (token: string, at = 'acme-corp') => {
      const answer = await acme.send('GET', '/api/v1/boards', { at, token });
      expect(answer.status).toBe(200);
      return answer.body.data.map((board: { key: string }) => board.key);
    };
    const all = await keysFor(acme.adminToken);
    expect(all.slice(0, 2)).toEqual(['WEB', 'OPS']);
    expect(await keysFor(acme.teamMemberToken)).toEqual(['WEB']);
    expect(await keysFor(acme.customerToken)).toEqual(['WEB']);
    expect(await keysFor(acme.globexToken, 'globex')).toEqual(['WEB']);
  });

  it('paginates the list', async () => {
    const pageOf = (query: string) =>
      acme.send('GET', `/api/v1/boards?${query}`, { token: acme.teamMemberToken });
    expect((await pageOf('')).body).toEqual({
      data: [acme.web],
      total: 1,
      page: 1,
      pageSize: 20,
      totalPages: 1,
    });
    expect((await pageOf('page=2&limit=1')).body).toEqual({
      data: [],
      total: 1,
      page: 2,
      pageSize: 1,
      totalPages: 1,
    });
    for (const query of ['limit=0', 'limit=101', 'page=0', 'page=x'])
      expectError(await pageOf(query), 400, 'validation_failed');
  });

  it('returns 404 for a board that the member does not see', async () => {
    for (const id of [acme.ops.id, acme.globexBoard.id, 'brd_0', 'usr_00000000000000000000000', '%00'])
      expectError(
        await acme.send('GET', `/api/v1/boards/${id}`, { token: acme.teamMemberToken }),
        404,
        'not_found',
      );
    expectError(
      await acme.send('GET', `/api/v1/boards/${acme.globexBoard.id}`, { token: acme.adminToken }),
      404,
      'not_found',
    );
  });
});
