import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { type Acme, createAcme, type Member } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

let created = 0;
async function newMember(role: 'ADMIN' | 'TEAM_MEMBER' | 'CUSTOMER' = 'TEAM_MEMBER'): Promise<Member> {
  created += 1;
  return acme.createMember('acme-corp', `new${created}@acme.test`, role);
}
const change = (member: Member, body: unknown, token = acme.adminToken) =>
  acme.send('PATCH', `/api/v1/users/${member.id}`, { token, body });
const me = (token: string) => acme.send('GET', '/api/v1/me', { token });

describe('members', () => {
  it('are listed for administrators in pages, oldest first', async () => {
    const world = await createAcme();
    const { body } = await world.send('GET', '/api/v1/users?limit=2', { token: world.adminToken });
    expect(body).toMatchObject({ total: 3, page: 1, pageSize: 2, totalPages: 2 });
    expect(body.data[0]).toEqual({
      id: world.admin.id,
      email: 'ada@acme.test',
      name: 'ada',
      role: 'ADMIN',
      state: 'active',
      createdAt: world.clock.in(0),
      lastSeenAt: null,
      secondFactors: [],
    });
    await world.close();
  });

  it.each(['GET /api/v1/users', 'GET /api/v1/users/ID', 'PATCH /api/v1/users/ID', 'DELETE /api/v1/users/ID'])(
    'require an administrator, and organization:write if the token has scopes: %s',
    async (route) => {
      const [method = '', path = ''] = route.replace('ID', acme.customer.id).split(' ');
      const body = method === 'PATCH' ? { body: { name: 'x' } } : {};
      for (const token of [acme.teamMemberToken, acme.customerToken]) {
        expectError(await acme.send(method, path, { token, ...body }), 403, 'forbidden');
      }
      const token = await acme.createToken(acme.admin, { scopes: ['tokens:write'] });
      expectError(await acme.send(method, path, { token, ...body }), 403, 'insufficient_scope');
    },
  );

  it.each(['usr_00000000000000000000000', 'usr_x', 'nobody', '%00'])(
    'return 404 for the id %s',
    async (id) => {
      for (const method of ['GET', 'PATCH', 'DELETE']) {
        const body = method === 'PATCH' ? { body: { name: 'x' } } : {};
        expectError(
          await acme.send(method, `/api/v1/users/${id}`, { token: acme.adminToken, ...body }),
          404,
          'not_found',
        );
      }
    },
  );

  it.each([
    [{ role: 'OWNER' }],
    [{ state: 'removed' }],
    [{ email: 'new@acme.test' }],
    [{ name: ' ' }],
    [{ name: 'a\u0000' }],
  ])('reject the change %j', async (body) => {
    expectError(await change(acme.customer, body), 400, 'validation_failed');
  });
});

describe('a change of role', () => {
  it("takes effect at the next request of all the member's credentials", async () => {
    const member = await newMember('CUSTOMER');
    const token = await acme.createToken(member);
    const cookie = await acme.signIn(member);
    const answer = await acme.send('PATCH', `/api/v1/users/${member.id}`, {
      cookie: await acme.signIn(acme.admin),
      body: { role: 'ADMIN', name: 'Promoted' },
    });
    expect(answer.body).toMatchObject({ id: member.id, role: 'ADMIN', name: 'Promoted' });
    expect((await me(token)).body).toMatchObject({ role: 'ADMIN', user: { name: 'Promoted' } });
    expect((await acme.send('GET', '/api/v1/users', { cookie })).status).toBe(200);
    await change(member, { role: 'TEAM_MEMBER' });
    expectError(await acme.send('GET', '/api/v1/users', { token }), 403, 'forbidden');
    expectError(await acme.send('GET', '/api/v1/users', { cookie }), 403, 'forbidden');
  });
});

describe('deactivation', () => {
  it('stops tokens at the next request, and reactivation makes them work again', async () => {
    const member = await newMember();
    const token = await acme.createToken(member);
    expect((await change(member, { state: 'deactivated' })).body.state).toBe('deactivated');
    expectError(await me(token), 401, 'token_invalid');
    await change(member, { state: 'active' });
    expect((await me(token)).status).toBe(200);
  });
});

describe('removal', () => {
  it("returns 204, stops all the member's credentials and frees their email", async () => {
    const member = await newMember();
    const token = await acme.createToken(member);
    const cookie = await acme.signIn(member);
    const answer = await acme.send('DELETE', `/api/v1/users/${member.id}`, { token: acme.adminToken });
    expect([answer.status, answer.text]).toEqual([204, '']);
    expectError(await me(token), 401, 'token_invalid');
    expectError(await acme.send('GET', '/api/v1/me', { cookie }), 401, 'authentication_required');
    expectError(
      await acme.send('GET', `/api/v1/users/${member.id}`, { token: acme.adminToken }),
      404,
      'not_found',
    );
    expectError(await change(member, { state: 'active' }), 404, 'not_found');
    const again = await acme.createMember('acme-corp', member.email, 'CUSTOMER');
    expect(again.id).not.toBe(member.id);
    expectError(await me(token), 401, 'token_invalid');
  });

  it("removes the member's tokens from the organization's list", async () => {
    const member = await newMember();
    await acme.createToken(member);
    const path = `/api/v1/organization/tokens?userId=${member.id}`;
    expect((await acme.send('GET', path, { token: acme.adminToken })).body.total).toBe(1);
    await acme.send('DELETE', `/api/v1/users/${member.id}`, { token: acme.adminToken });
    expect((await acme.send('GET', path, { token: acme.adminToken })).body.total).toBe(0);
  });
});

describe('the last active administrator', () => {
  it('cannot be demoted, deactivated or removed, even if there is a deactivated administrator', async () => {
    const world = await createAcme();
    const second = await world.createMember('acme-corp', 'second@acme.test', 'ADMIN');
    const path = (member: Member) => `/api/v1/users/${member.id}`;
    const call = { token: world.adminToken };
    await world.send('PATCH', path(second), { ...call, body: { state: 'deactivated' } });
    expectError(
      await world.send('PATCH', path(world.admin), { ...call, body: { role: 'CUSTOMER' } }),
      409,
      'last_admin',
    );
    expectError(
      await world.send('PATCH', path(world.admin), { ...call, body: { state: 'deactivated' } }),
      409,
      'last_admin',
    );
    expectError(await world.send('DELETE', path(world.admin), call), 409, 'last_admin');
    expect((await world.send('PATCH', path(world.admin), { ...call, body: { name: 'Ada L.' } })).status).toBe(
      200,
    );
    expect((await world.send('DELETE', path(second), call)).status).toBe(204);
    await world.close();
  });

  it('remains when all administrators give up the role at the same time', async () => {
    const world = await createAcme();
    const admins = [world.admin];
    for (const name of ['b', 'c', 'd'])
      admins.push(await world.createMember('acme-corp', `${name}@acme.test`, 'ADMIN'));
    const tokens = await Promise.all(admins.map((admin) => world.createToken(admin)));
    const answers = await Promise.all(
      admins.map((admin, index) =>
        world.send('PATCH', `/api/v1/users/${admin.id}`, {
          token: tokens[index] ?? '',
          body: { role: 'CUSTOMER' },
        }),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 200, 409]);
    await world.close();
  });
});
