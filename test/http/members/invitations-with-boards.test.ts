import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditEventsOf } from '../../support/boards.ts';
import { type Answer, expectError } from '../../support/client.ts';
import { type Acme, createAcme, password } from '../../support/world.ts';

const path = '/api/v1/organization/invitations';
let acme: Acme;
let cookie: string;
beforeAll(async () => {
  acme = await createAcme();
  cookie = await acme.signIn(acme.admin);
});
afterAll(() => acme.close());

const invite = (body: object) => acme.send('POST', path, { cookie, body: { role: 'CUSTOMER', ...body } });
const accept = (link: string, name: string) =>
  acme.send('POST', '/api/v1/auth/invitation/accept', {
    body: { token: link.split('#')[1], name, password },
  });
const boardKeysOf = async (answer: Answer) => {
  const session = answer.headers['set-cookie']?.split(';')[0] ?? '';
  const { body } = await acme.send('GET', '/api/v1/boards', { cookie: session });
  return body.data.map(({ key }: { key: string }) => key);
};

describe('an invitation with boards', () => {
  it('adds the member to them when it is accepted, without those that were deleted', async () => {
    const web = await acme.createBoard('acme-corp', 'WEB');
    const old = await acme.createBoard('acme-corp', 'OLD');
    const { status, body } = await invite({ email: 'one@acme.test', boardIds: [web.id, old.id] });
    expect([status, body.boards]).toEqual([
      201,
      [
        { id: web.id, key: 'WEB', name: 'WEB' },
        { id: old.id, key: 'OLD', name: 'OLD' },
      ],
    ]);
    await acme.db.deleteFrom('boards').where('id', '=', old.id).execute();
    const listed = await acme.send('GET', path, { cookie });
    expect(listed.body.data[0].boards).toEqual([{ id: web.id, key: 'WEB', name: 'WEB' }]);
    const accepted = await accept(body.link, 'One');
    expect(await boardKeysOf(accepted)).toEqual(['WEB']);
    const userId = accepted.body.user.id;
    expect((await auditEventsOf(acme, body.id)).at(-1)).toEqual({
      action: 'invitation.accepted',
      details: { email: 'one@acme.test', role: 'CUSTOMER', userId, deletedBoardIds: [old.id] },
    });
    expect((await auditEventsOf(acme, web.id)).at(-1)).toEqual({
      action: 'board.member_added',
      details: { userId },
    });
  });

  it('gives nothing once its maker is no longer an administrator', async () => {
    const board = await acme.createBoard('acme-corp', 'GONE');
    const grace = await acme.createMember('acme-corp', 'grace@acme.test', 'ADMIN');
    const { body } = await acme.send('POST', path, {
      cookie: await acme.signIn(grace),
      body: { email: 'two@acme.test', role: 'CUSTOMER', boardIds: [board.id] },
    });
    const change = { cookie, body: { role: 'TEAM_MEMBER' } };
    expect((await acme.send('PATCH', `/api/v1/users/${grace.id}`, change)).status).toBe(200);
    expectError(await accept(body.link, 'Two'), 404, 'not_found');
  });

  it('is refused for a board that does not exist, and for a token that may not change boards', async () => {
    const missing = await invite({ email: 'x@acme.test', boardIds: [`brd_${'0'.repeat(23)}`] });
    expectError(missing, 400, 'validation_failed');
    const board = await acme.createBoard('acme-corp', 'API');
    const token = await acme.createToken(acme.admin, { scopes: ['organization:write'] });
    const body = { email: 'x@acme.test', role: 'CUSTOMER', boardIds: [board.id] };
    expectError(await acme.send('POST', path, { token, body }), 403, 'insufficient_scope');
    expect((await acme.send('POST', path, { token, body: { ...body, boardIds: [] } })).status).toBe(201);
  });
});

describe('POST /api/v1/organization/invitations/bulk', () => {
  const bulk = (body: object) => acme.send('POST', `${path}/bulk`, { cookie, body });

  it('has a result for each address', async () => {
    const board = await acme.createBoard('acme-corp', 'BULK');
    await invite({ email: 'earlier@acme.test' });
    const emails = [
      ' new@acme.test ',
      'ADA@acme.test',
      'earlier@acme.test',
      'not an address',
      'NEW@acme.test',
    ];
    const { status, body } = await bulk({ emails, role: 'TEAM_MEMBER', boardIds: [board.id] });
    expect(status).toBe(200);
    expect(body.results).toEqual([
      {
        email: ' new@acme.test ',
        result: 'invited',
        invitation: expect.objectContaining({
          email: 'new@acme.test',
          role: 'TEAM_MEMBER',
          boards: [{ id: board.id, key: 'BULK', name: 'BULK' }],
          link: expect.stringContaining('/invitation#'),
        }),
      },
      { email: 'ADA@acme.test', result: 'already_member', userId: acme.admin.id },
      {
        email: 'earlier@acme.test',
        result: 'already_invited',
        invitationId: expect.stringMatching(/^inv_/),
      },
      { email: 'not an address', result: 'invalid', message: expect.any(String) },
      {
        email: 'NEW@acme.test',
        result: 'already_invited',
        invitationId: body.results[0].invitation.id,
      },
    ]);
    expect(await boardKeysOf(await accept(body.results[0].invitation.link, 'New'))).toEqual(['BULK']);
  });

  it('needs addresses, at most 100, and a session for administrators', async () => {
    expectError(await bulk({ emails: [], role: 'CUSTOMER' }), 400, 'validation_failed');
    const many = Array.from({ length: 101 }, (_, index) => `m${index}@acme.test`);
    expectError(await bulk({ emails: many, role: 'CUSTOMER' }), 400, 'validation_failed');
    const body = { emails: ['boss@acme.test'], role: 'ADMIN' };
    const answer = await acme.send('POST', `${path}/bulk`, { token: acme.adminToken, body });
    expectError(answer, 403, 'session_required');
  });
});
