import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../src/access/policy.ts';
import { parseTokenFilter } from '../../../src/tokens/organization/filter.ts';
import { listOwnedTokens } from '../../../src/tokens/organization/list-queries.ts';
import { expectError } from '../../support/client.ts';
import { day } from '../../support/clock.ts';
import { type Acme, createAcme } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

const list = (query = '', token = acme.adminToken) =>
  acme.send('GET', `/api/v1/organization/tokens${query}`, { token });
const owners = (body: { data: { owner: { name: string } }[] }) => body.data.map((token) => token.owner.name);

describe('the tokens of an organization', () => {
  it('are listed with their owners in pages, newest first', async () => {
    const world = await createAcme();
    const list = (query = '') =>
      world.send('GET', `/api/v1/organization/tokens${query}`, { token: world.adminToken });
    const { body } = await list();
    expect(body).toMatchObject({ total: 3, page: 1, pageSize: 20, totalPages: 1 });
    expect(owners(body)).toEqual(['cora', 'tim', 'ada']);
    expect(body.data[0].owner).toEqual({ id: world.customer.id, name: 'cora', email: 'cora@acme.test' });
    expect(body.data[0]).not.toHaveProperty('token');
    const second = (await list('?page=2&limit=2')).body;
    expect(second).toMatchObject({ total: 3, page: 2, pageSize: 2, totalPages: 2 });
    expect(owners(second)).toEqual(['ada']);
    expect((await list('?page=9')).body).toMatchObject({ total: 3, data: [] });
    await world.close();
  });

  it('can be filtered by member', async () => {
    const { body } = await list(`?userId=${acme.customer.id}`);
    expect(new Set(owners(body))).toEqual(new Set(['cora']));
    expect((await list('?userId=usr_00000000000000000000000')).body.total).toBe(0);
  });

  it.each([
    '?limit=0',
    '?limit=101',
    '?page=0',
    '?page=x',
    '?userId=tim',
    '?userId=%00',
    '?unusedForDays=-1',
    '?unusedForDays=1.5',
    '?expiringWithinDays=-1',
    '?expiringWithinDays=3651',
    '?expiry=never',
  ])('reject the query %s', async (query) => {
    expectError(await list(query), 400, 'validation_failed');
  });

  it('require an administrator, and organization:write if the token has scopes', async () => {
    expectError(await list('', acme.teamMemberToken), 403, 'forbidden');
    const scoped = await acme.createToken(acme.admin, {
      scopes: ['tokens:write'],
      expiresAt: acme.clock.in(day),
    });
    expectError(await list('', scoped), 403, 'insufficient_scope');
    const manager = await acme.createToken(acme.admin, {
      scopes: ['organization:write'],
      expiresAt: acme.clock.in(day),
    });
    expect((await list('', manager)).status).toBe(200);
  });

  it('can all be revoked by an administrator', async () => {
    const token = await acme.createToken(acme.customer);
    const id = (await acme.send('GET', '/api/v1/me', { token })).body.authentication.tokenId;
    const path = `/api/v1/organization/tokens/${id}`;
    expectError(await acme.send('DELETE', path, { token: acme.teamMemberToken }), 403, 'forbidden');
    expect((await acme.send('DELETE', path, { token: acme.adminToken })).status).toBe(204);
    expectError(await acme.send('DELETE', path, { token: acme.adminToken }), 404, 'not_found');
    expectError(await acme.send('GET', '/api/v1/me', { token }), 401, 'token_revoked');
  });
});

describe('tokens unused for some days', () => {
  it('are found by last use, or by age if they were never used', async () => {
    const world = await createAcme();
    const used = await world.createToken(world.customer, { name: 'used' });
    world.clock.advance(10 * day);
    for (const token of [used, world.adminToken]) await world.send('GET', '/api/v1/me', { token });
    await world.app.lastUse.flush(true);
    await world.createToken(world.customer, { name: 'young' });
    const unusedFor = async (days: number) => {
      const path = `/api/v1/organization/tokens?unusedForDays=${days}`;
      return (await world.send('GET', path, { token: world.adminToken })).body;
    };
    expect(owners(await unusedFor(10))).toEqual(['tim', 'cora']);
    expect((await unusedFor(10)).data.map((token: { name: string }) => token.name)).toEqual([
      'CI Pipeline',
      'CI Pipeline',
    ]);
    expect((await unusedFor(11)).total).toBe(0);
    expect((await unusedFor(0)).total).toBe(5);
    await world.close();
  });
});

describe('tokens by their expiry', () => {
  it('are found by whether they have one, and by the remaining days', async () => {
    const world = await createAcme();
    for (const days of [1, 7, 90]) {
      const expiresAt = world.clock.in(days * day);
      await world.createToken(world.customer, { name: `in ${days}`, expiresAt });
    }
    const names = async (query: string) => {
      const path = `/api/v1/organization/tokens?${query}`;
      const { body } = await world.send('GET', path, { token: world.adminToken });
      expect(body.total).toBe(body.data.length);
      return body.data.map((token: { name: string }) => token.name);
    };
    expect(await names('expiry=set')).toEqual(['in 1', 'in 7', 'in 90']);
    expect(await names('expiry=none')).toEqual(['CI Pipeline', 'CI Pipeline', 'CI Pipeline']);
    expect(await names('expiringWithinDays=7')).toEqual(['in 1', 'in 7']);
    expect(await names('expiringWithinDays=6')).toEqual(['in 1']);
    expect(await names('expiringWithinDays=0')).toEqual([]);
    expect(await names('expiringWithinDays=7&expiry=none')).toEqual([]);
    expect(await names(`expiringWithinDays=3650&userId=${world.admin.id}`)).toEqual([]);
    world.clock.advance(day);
    expect(await names('expiringWithinDays=6')).toEqual(['in 7']);
    await world.close();
  });
});

describe('the total of a list of tokens', () => {
  it('counts each change at once, and each end of a token, though both are counted once for all pages', async () => {
    const world = await createAcme();
    const { adminToken: token, customer } = world;
    // The first page of few tokens is not counted.
    const second = '?page=2&limit=1&';
    const queries = ['sort=name', 'expiry=none', 'expiry=set', 'expiringWithinDays=10'];
    const totals = async () => {
      const found: number[] = [];
      for (const query of [...queries, `userId=${customer.id}`]) {
        const { body } = await world.send('GET', `/api/v1/organization/tokens${second}${query}`, { token });
        found.push(body.total);
      }
      return found;
    };
    expect(await totals()).toEqual([3, 3, 0, 0, 1]);
    await world.createToken(customer, { expiresAt: world.clock.in(11 * day) });
    expect(await totals()).toEqual([4, 3, 1, 0, 2]);
    const another = await world.createToken(world.admin);
    expect(await totals()).toEqual([5, 4, 1, 0, 2]);
    // Now only time changes them.
    world.clock.advance(day - 1);
    expect(await totals()).toEqual([5, 4, 1, 0, 2]);
    world.clock.advance(1);
    expect(await totals()).toEqual([5, 4, 1, 1, 2]);
    world.clock.advance(10 * day - 1);
    expect(await totals()).toEqual([5, 4, 1, 1, 2]);
    world.clock.advance(1);
    expect(await totals()).toEqual([4, 4, 0, 0, 1]);
    await world.send('POST', '/api/v1/leaked-tokens', { body: { tokens: [another] } });
    expect(await totals()).toEqual([3, 3, 0, 0, 1]);
    await world.close();
  });

  it('is not that of before a member was removed, if this happened while it was counted', async () => {
    const world = await createAcme();
    const { adminToken: token, customer } = world;
    await world.createToken(customer);
    const { body: before } = await world.send('GET', '/api/v1/organization/tokens', { token });
    const { id } = await world.db.selectFrom('organizations').select('id').executeTakeFirstOrThrow();
    const organization = { id, slug: 'acme', name: 'Acme', plan: 'pro', policy: defaultPolicy } as const;
    let isRemoved = false;
    const db = world.db.withPlugin({
      transformQuery: ({ node }) => node,
      // After the first query.
      transformResult: async ({ result }) => {
        if (isRemoved) return result;
        isRemoved = true;
        expect((await world.send('DELETE', `/api/v1/users/${customer.id}`, { token })).status).toBe(204);
        return result;
      },
    });
    const filter = parseTokenFilter({}, world.clock.now());
    const list = () =>
      listOwnedTokens(
        db,
        { organization, filter, sort: undefined },
        { page: 2, limit: 1 },
        world.clock.now(),
      );
    await list();
    expect((await list()).total).toBe(before.total - 2);
    await world.close();
  });
});
