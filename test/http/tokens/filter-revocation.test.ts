import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { day } from '../../support/clock.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const path = '/api/v1/organization/tokens';
let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

const revoke = (body: object, token = acme.adminToken) =>
  acme.send('POST', `${path}/revoke`, { token, body });
const total = async (query: string) => {
  const answer = await acme.send('GET', `${path}?${query}`, { token: acme.adminToken });
  expect(answer.status, answer.text).toBe(200);
  return answer.body.total;
};
const createMany = async (count: number, name: string) => {
  for (let index = 0; index < count; index += 1) await acme.createToken(acme.teamMember, { name });
};

describe('revoking all tokens that match a filter', () => {
  it('counts them first, and revokes none of them', async () => {
    await createMany(3, 'Counted');
    const { body } = await revoke({ filter: { search: 'counted' }, dryRun: true });
    expect(body).toEqual({ revoked: [], remaining: 3, asOf: acme.clock.in(0) });
    expect(await total('search=counted')).toBe(3);
  });

  it('revokes them in slices until none remain, but none that was created since', async () => {
    await createMany(205, 'Many');
    const filter = { search: 'many' };
    const { asOf } = (await revoke({ filter, dryRun: true })).body;
    acme.clock.advance(1);
    await acme.createToken(acme.customer, { name: 'Many more' });
    const first = (await revoke({ filter, asOf })).body;
    expect(first).toMatchObject({ remaining: 5, asOf });
    expect(new Set(first.revoked).size).toBe(200);
    const second = (await revoke({ filter, asOf })).body;
    expect(second).toMatchObject({ remaining: 0 });
    expect(second.revoked).toHaveLength(5);
    expect(await total('search=many')).toBe(1);
    expect(await total('search=many&state=inactive')).toBe(205);
  });

  it('takes the filters of the list', async () => {
    const member = await acme.createMember('acme-corp', 'moe@acme.test', 'CUSTOMER');
    for (const expiresAt of [null, acme.clock.in(5 * day), acme.clock.in(500 * day)])
      await acme.createToken(member, { name: 'Filtered', expiresAt });
    const count = async (filter: object) =>
      (await revoke({ filter: { userId: member.id, ...filter }, dryRun: true })).body.remaining;
    expect(await count({})).toBe(3);
    expect(await count({ state: 'expiring' })).toBe(1);
    expect(await count({ expiry: 'none' })).toBe(1);
    expect(await count({ state: 'unused' })).toBe(0);
    acme.clock.advance(1000);
    expect((await revoke({ filter: { userId: member.id, expiry: 'set' } })).body.revoked).toHaveLength(2);
    expect(await total(`userId=${member.id}`)).toBe(1);
  });

  it('leaves out the token of the request itself', async () => {
    const other = await acme.createToken(acme.admin, { name: 'Another of the administrator' });
    const { body } = await revoke({ filter: { userId: acme.admin.id } });
    expect(body).toMatchObject({ remaining: 0, revoked: [expect.stringMatching(/^tok_/)] });
    expectError(await acme.send('GET', '/api/v1/me', { token: other }), 401, 'token_revoked');
    expect((await acme.send('GET', '/api/v1/me', { token: acme.adminToken })).status).toBe(200);
  });

  it("never touches another organization's tokens", async () => {
    await acme.createOrganization('globex');
    const admin = await acme.createMember('globex', 'gil@globex.test', 'ADMIN');
    const theirs = await acme.createToken(admin, { name: 'Everywhere' });
    await acme.createToken(acme.customer, { name: 'Everywhere' });
    expect((await revoke({ filter: { search: 'everywhere' } })).body.revoked).toHaveLength(1);
    expect((await acme.send('GET', '/api/v1/me', { at: 'globex', token: theirs })).status).toBe(200);
  });

  it.each([
    {},
    { tokenIds: ['tok_00000000000000000000000'], filter: {} },
    { tokenIds: ['tok_00000000000000000000000'], dryRun: true },
    { dryRun: true },
    { filter: { state: 'inactive' } },
    { filter: { owner: 'tim' } },
    { filter: { search: '' } },
    { filter: {}, asOf: 'yesterday' },
    // In the future, every token will have been unused.
    { filter: { state: 'unused' }, asOf: '2099-01-01T00:00:00Z' },
  ])('rejects %j', async (body) => {
    expectError(await revoke(body), 400, 'validation_failed');
  });

  it('is for administrators', async () => {
    const body = { filter: {}, dryRun: true };
    expectError(await revoke(body, acme.teamMemberToken), 403, 'forbidden');
    const scoped = await acme.createToken(acme.admin, { scopes: ['tokens:write'] });
    expectError(await revoke(body, scoped), 403, 'insufficient_scope');
  });
});
