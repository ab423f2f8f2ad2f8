import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditEventsOf } from '../../support/boards.ts';
import { expectError } from '../../support/client.ts';
import { day } from '../../support/clock.ts';
import { invite } from '../../support/invitations.ts';
import { type Acme, createAcme, password } from '../../support/world.ts';

const path = '/api/v1/organization/invitations';
let acme: Acme;
let cookie: string;
beforeEach(async () => {
  acme = await createAcme();
  cookie = await acme.signIn(acme.admin);
});
afterEach(() => acme.close());

const create = (body: unknown) => acme.send('POST', path, { cookie, body });
const createWith = (token: string, body: unknown) => acme.send('POST', path, { token, body });
const list = async (query = '') =>
  (await acme.send('GET', `${path}${query}`, { token: acme.adminToken })).body;
const remove = (id: string, token = acme.adminToken) => acme.send('DELETE', `${path}/${id}`, { token });
const secretOf = ({ body }: { body: { link: string } }) => body.link.split('#')[1] ?? '';
const read = (secret: string, at = 'acme-corp') =>
  acme.send('POST', '/api/v1/auth/invitation', { at, body: { token: secret } });

describe('POST /api/v1/organization/invitations', () => {
  it("returns the invitation and, only once, a link at the organization's host", async () => {
    const answer = await create({ email: ' New@Acme.test ', role: 'CUSTOMER', name: ' Nora ' });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^inv_[0-9a-z]{23}$/),
      email: 'New@Acme.test',
      role: 'CUSTOMER',
      name: 'Nora',
      createdAt: acme.clock.in(0),
      expiresAt: acme.clock.in(7 * day),
      boards: [],
      invitedBy: { id: acme.admin.id, name: 'ada' },
      mailed: false,
      link: expect.stringMatching(
        /^http:\/\/acme-corp\.localhost:3000\/invitation#spedy_inv_[0-9A-Za-z]{38}$/,
      ),
    });
    const listed = await list();
    const { link, mailed: _mailed, ...shown } = answer.body;
    expect(listed).toEqual({ data: [shown], total: 1, page: 1, pageSize: 20, totalPages: 1 });
    const secret = link.split('#')[1];
    const rows = await acme.db.selectFrom('invitations').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(acme.log.join('')).not.toContain(secret);
    expect(await auditEventsOf(acme, shown.id)).toEqual([
      { action: 'invitation.created', details: { email: 'New@Acme.test', role: 'CUSTOMER', name: 'Nora' } },
    ]);
  });

  it("requires neither a name nor the organization's host", async () => {
    const answer = await acme.send('POST', path, {
      at: null,
      token: acme.adminToken,
      body: { email: 'new@acme.test', role: 'CUSTOMER', name: null },
    });
    expect([answer.status, answer.body.name]).toEqual([201, null]);
  });

  it('replaces an earlier invitation of the same email in any case', async () => {
    const first = await invite(acme, 'new@acme.test');
    const second = await invite(acme, 'NEW@acme.test', 'CUSTOMER');
    expect((await list()).data.map((item: { id: string }) => item.id)).toEqual([second.id]);
    expectError(await read(first.secret), 404, 'not_found');
    expect((await read(second.secret)).status).toBe(200);
    expect((await auditEventsOf(acme, first.id)).at(-1)).toEqual({
      action: 'invitation.revoked',
      details: { email: 'new@acme.test', role: 'TEAM_MEMBER', reason: 'replaced', successorId: second.id },
    });
  });

  it('leaves one invitation when several arrive at the same time', async () => {
    const body = { email: 'new@acme.test', role: 'CUSTOMER' };
    const answers = await Promise.all([create(body), create(body), create(body)]);
    expect(answers.map((answer) => answer.status)).toEqual([201, 201, 201]);
    const { data } = await list();
    expect(data).toHaveLength(1);
    expect(answers.map((answer) => answer.body.id)).toContain(data[0].id);
  });

  it('rejects the email of an active or deactivated member, but not of a removed one', async () => {
    const refused = await create({ email: 'CORA@acme.test', role: 'CUSTOMER' });
    expectError(refused, 409, 'already_exists');
    const member = `/api/v1/users/${acme.customer.id}`;
    const body = { state: 'deactivated' };
    await acme.send('PATCH', member, { token: acme.adminToken, body });
    expectError(await create({ email: 'cora@acme.test', role: 'CUSTOMER' }), 409, 'already_exists');
    await acme.send('DELETE', member, { token: acme.adminToken });
    expect((await create({ email: 'cora@acme.test', role: 'CUSTOMER' })).status).toBe(201);
  });

  it.each([
    [{ role: 'CUSTOMER' }, 'email'],
    [{ email: 'nobody', role: 'CUSTOMER' }, 'email'],
    [{ email: 'nul\u0000@acme.test', role: 'CUSTOMER' }, 'email'],
    [{ email: 'new@acme.test' }, 'role'],
    [{ email: 'new@acme.test', role: 'OWNER' }, 'role'],
    [{ email: 'new@acme.test', role: 'CUSTOMER', name: '' }, 'name'],
    [{ email: 'new@acme.test', role: 'CUSTOMER', name: 'a\nb' }, 'name'],
    [{ email: 'new@acme.test', role: 'CUSTOMER', password: 'x' }, 'password'],
  ])('rejects %j and names the field', async (body, field) => {
    expect(expectError(await create(body), 400, 'validation_failed').details[0].path).toBe(field);
  });
});

describe('invitations of an organization', () => {
  it('are listed in pages, newest first', async () => {
    for (const name of ['a', 'b', 'c']) {
      await invite(acme, `${name}@acme.test`);
      acme.clock.advance(1);
    }
    const emails = (body: { data: { email: string }[] }) => body.data.map((item) => item.email);
    expect(emails(await list())).toEqual(['c@acme.test', 'b@acme.test', 'a@acme.test']);
    const second = await list('?page=2&limit=2');
    expect(second).toMatchObject({ total: 3, page: 2, totalPages: 2 });
    expect(emails(second)).toEqual(['a@acme.test']);
  });

  it('can be revoked once', async () => {
    const { id, secret } = await invite(acme, 'new@acme.test');
    const answer = await remove(id);
    expect([answer.status, answer.text]).toEqual([204, '']);
    expectError(await remove(id), 404, 'not_found');
    expectError(await remove('nonsense'), 404, 'not_found');
    expectError(await read(secret), 404, 'not_found');
    expect((await list()).total).toBe(0);
    const events = await auditEventsOf(acme, id);
    expect(events.map((event) => event.action)).toEqual(['invitation.created', 'invitation.revoked']);
  });

  it('expire after 7 days and are then deleted by the sweep', async () => {
    const { id, secret } = await invite(acme, 'new@acme.test');
    acme.clock.advance(7 * day - 1);
    expect((await read(secret)).status).toBe(200);
    await acme.app.sweep();
    expect((await list()).total).toBe(1);
    acme.clock.advance(1);
    expectError(await read(secret), 404, 'not_found');
    expectError(await remove(id), 404, 'not_found');
    expect((await list()).total).toBe(0);
    await acme.app.sweep();
    expect(await acme.db.selectFrom('invitations').selectAll().execute()).toEqual([]);
  });

  it('require an administrator with organization:write', async () => {
    const { id } = await invite(acme, 'new@acme.test');
    const body = { email: 'other@acme.test', role: 'CUSTOMER' };
    const scoped = await acme.createToken(acme.admin, { scopes: ['tokens:write'] });
    for (const [token, code] of [
      [acme.teamMemberToken, 'forbidden'],
      [acme.customerToken, 'forbidden'],
      [scoped, 'insufficient_scope'],
    ] as const) {
      expectError(await createWith(token, body), 403, code);
      expectError(await acme.send('POST', `${path}/${id}/link`, { token }), 403, code);
      expectError(await acme.send('GET', path, { token }), 403, code);
      expectError(await remove(id, token), 403, code);
    }
  });

  it('are not available to another organization', async () => {
    const { id, secret } = await invite(acme, 'new@acme.test');
    await acme.createOrganization('globex');
    const gus = await acme.createMember('globex', 'gus@globex.test', 'ADMIN');
    const call = { at: 'globex', token: await acme.createToken(gus) };
    expect((await acme.send('GET', path, call)).body.total).toBe(0);
    expectError(await acme.send('DELETE', `${path}/${id}`, call), 404, 'not_found');
    expectError(await read(secret, 'globex'), 404, 'not_found');
    const same = { email: 'new@acme.test', role: 'CUSTOMER' };
    expect((await acme.send('POST', path, { ...call, body: same })).status).toBe(201);
    expect((await read(secret)).status).toBe(200);
  });
});

describe('the link of an invitation', () => {
  it('is returned to a session of an administrator, never to a token', async () => {
    const answer = await createWith(acme.adminToken, { email: 'new@acme.test', role: 'CUSTOMER' });
    expect(answer.status).toBe(201);
    expect(answer.text).not.toContain('spedy_inv_');
    const renew = `${path}/${answer.body.id}/link`;
    const refused = await acme.send('POST', renew, { token: acme.adminToken });
    expectError(refused, 403, 'session_required');
    const scoped = await acme.createToken(acme.admin, { scopes: ['organization:write'] });
    expectError(await acme.send('POST', renew, { token: scoped }), 403, 'session_required');
    const renewed = await acme.send('POST', renew, { cookie });
    expect(renewed.status).toBe(201);
    expect((await read(secretOf(renewed))).body.email).toBe('new@acme.test');
  });

  it('is invalid after it is renewed, which the audit log records', async () => {
    const { id, secret } = await invite(acme, 'new@acme.test');
    const renewed = await acme.send('POST', `${path}/${id}/link`, { cookie });
    expectError(await read(secret), 404, 'not_found');
    expect((await read(secretOf(renewed))).status).toBe(200);
    expect((await auditEventsOf(acme, id)).at(-1)).toEqual({
      action: 'invitation.link_renewed',
      details: { email: 'new@acme.test', role: 'TEAM_MEMBER' },
    });
    for (const other of ['inv_00000000000000000000000', 'nonsense'])
      expectError(await acme.send('POST', `${path}/${other}/link`, { cookie }), 404, 'not_found');
    acme.clock.advance(7 * day);
    const later = { cookie: await acme.signIn(acme.admin) };
    expectError(await acme.send('POST', `${path}/${id}/link`, later), 404, 'not_found');
  });
});

describe('the role ADMIN', () => {
  it('requires a session to invite an administrator', async () => {
    const body = { email: 'new@acme.test', role: 'ADMIN' };
    const scoped = await acme.createToken(acme.admin, { scopes: ['organization:write'] });
    for (const token of [acme.adminToken, scoped])
      expectError(await createWith(token, body), 403, 'session_required');
    expect((await list()).total).toBe(0);
    expect((await create(body)).status).toBe(201);
  });

  it('requires a session to promote or reactivate an administrator', async () => {
    const change = (body: object, by: object) =>
      acme.send('PATCH', `/api/v1/users/${acme.customer.id}`, { body, ...by });
    const token = { token: acme.adminToken };
    expectError(await change({ role: 'ADMIN' }, token), 403, 'session_required');
    expect((await change({ role: 'TEAM_MEMBER' }, token)).body.role).toBe('TEAM_MEMBER');
    expect((await change({ role: 'ADMIN' }, { cookie })).body.role).toBe('ADMIN');
    // They are an administrator already.
    expect((await change({ role: 'ADMIN' }, token)).status).toBe(200);
    expect((await change({ state: 'deactivated' }, token)).body.state).toBe('deactivated');
    expectError(await change({ state: 'active' }, token), 403, 'session_required');
    expect((await change({ role: 'CUSTOMER' }, token)).body.role).toBe('CUSTOMER');
    expectError(await change({ role: 'ADMIN', state: 'active' }, token), 403, 'session_required');
    expect((await change({ state: 'active' }, token)).body.state).toBe('active');
  });
});

describe('an invitation to become an administrator', () => {
  const accept = (token: string) =>
    acme.send('POST', '/api/v1/auth/invitation/accept', { body: { token, name: 'Nora', password } });
  /** Invites as a second administrator. */
  const inviteBy = async () => {
    const grace = await acme.createMember('acme-corp', 'grace@acme.test', 'ADMIN');
    const answer = await acme.send('POST', path, {
      cookie: await acme.signIn(grace),
      body: { email: 'new@acme.test', role: 'ADMIN' },
    });
    return { grace, id: answer.body.id, secret: secretOf(answer) };
  };

  it.each([
    ['demoted', { role: 'TEAM_MEMBER' }],
    ['deactivated', { state: 'deactivated' }],
  ])('ends when its inviter is %s', async (_what, body) => {
    const { grace, id, secret } = await inviteBy();
    await acme.send('PATCH', `/api/v1/users/${grace.id}`, { token: acme.adminToken, body });
    expectError(await read(secret), 404, 'not_found');
    expectError(await accept(secret), 404, 'not_found');
    expect((await list()).total).toBe(0);
    expect((await auditEventsOf(acme, id)).at(-1)).toEqual({
      action: 'invitation.revoked',
      details: { email: 'new@acme.test', role: 'ADMIN', reason: 'the inviter can no longer invite members' },
    });
    const back = { role: 'ADMIN', state: 'active' };
    await acme.send('PATCH', `/api/v1/users/${grace.id}`, { cookie, body: back });
    expectError(await accept(secret), 404, 'not_found');
  });

  it('ends when its inviter is removed', async () => {
    const { grace, secret } = await inviteBy();
    await acme.send('DELETE', `/api/v1/users/${grace.id}`, { token: acme.adminToken });
    expectError(await read(secret), 404, 'not_found');
    expectError(await accept(secret), 404, 'not_found');
    expect((await acme.db.selectFrom('invitations').selectAll().execute()).length).toBe(0);
  });

  it("requires its inviter's role at the time when it is accepted", async () => {
    const { grace, secret } = await inviteBy();
    await acme.db.updateTable('users').set({ role: 'CUSTOMER' }).where('id', '=', grace.id).execute();
    expectError(await read(secret), 404, 'not_found');
    expectError(await accept(secret), 404, 'not_found');
    expect((await list()).total).toBe(0);
    await acme.db.updateTable('users').set({ role: 'ADMIN' }).where('id', '=', grace.id).execute();
    expect((await accept(secret)).status).toBe(200);
  });
});
