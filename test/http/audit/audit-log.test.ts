import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { day, hour, minute } from '../../support/clock.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const path = '/api/v1/organization/audit-events';
let acme: Acme;
/** A token that is created over HTTP an hour after setup, and revoked an hour later. */
let tokenId: string;
let revokedAt: string;
beforeAll(async () => {
  acme = await createAcme();
  await acme.createOrganization('globex');
  acme.clock.advance(hour);
  const body = { name: '=1+1, "quoted"' };
  tokenId = (await acme.send('POST', '/api/v1/me/tokens', { token: acme.customerToken, body })).body.id;
  acme.clock.advance(hour);
  revokedAt = acme.clock.in(0);
  await acme.send('DELETE', `/api/v1/organization/tokens/${tokenId}`, { token: acme.adminToken });
  acme.clock.advance(minute);
});
afterAll(() => acme.close());

const list = (query = '', token = acme.adminToken) => acme.send('GET', `${path}${query}`, { token });
const actions = async (query: string) => {
  const answer = await list(query);
  expect(answer.status, answer.text).toBe(200);
  expect(answer.body.total).toBe(answer.body.data.length);
  return answer.body.data.map((event: { action: string }) => event.action);
};

describe('the audit log', () => {
  it('records who did what to what, when, from where and in which request', async () => {
    const { body } = await list('?limit=1');
    expect(body).toMatchObject({ total: 9, page: 1, pageSize: 1, totalPages: 9 });
    const adminTokenId = (await acme.send('GET', '/api/v1/me', { token: acme.adminToken })).body
      .authentication.tokenId;
    expect(body.data).toEqual([
      {
        sequence: 9,
        id: expect.stringMatching(/^aud_/),
        at: revokedAt,
        actor: { kind: 'member', id: acme.admin.id, name: 'ada', email: 'ada@acme.test' },
        credential: { kind: 'pat', id: adminTokenId },
        action: 'token.revoked',
        target: { kind: 'token', id: tokenId },
        details: { name: '=1+1, "quoted"', userId: acme.customer.id },
        address: '127.0.0.1',
        requestId: expect.stringMatching(/^req_/),
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
  });

  it("records the operator's events without a member or a request", async () => {
    const { body } = await list('?page=9&limit=1');
    expect(body.data[0]).toMatchObject({
      actor: { kind: 'operator', id: null, name: null, email: null },
      credential: null,
      action: 'organization.created',
      details: { slug: 'acme-corp', plan: 'pro' },
      address: null,
      requestId: null,
    });
  });

  it('shows the name of a member who was removed', async () => {
    const world = await createAcme();
    await world.send('POST', '/api/v1/me/tokens', { token: world.teamMemberToken, body: { name: 'x' } });
    await world.send('DELETE', `/api/v1/users/${world.teamMember.id}`, { token: world.adminToken });
    const query = `?actorId=${world.teamMember.id}`;
    const answer = await world.send('GET', `${path}${query}`, { token: world.adminToken });
    expect(answer.body.data[0].actor).toMatchObject({ name: 'tim', email: 'tim@acme.test' });
    await world.close();
  });

  it('filters by actor', async () => {
    expect(await actions(`?actorId=${acme.customer.id}`)).toEqual(['token.created']);
    expect(await actions('?actorId=usr_00000000000000000000000')).toEqual([]);
  });

  it('filters by action, or by the first part of one', async () => {
    expect(await actions('?action=token.revoked')).toEqual(['token.revoked']);
    expect(new Set(await actions('?action=token.'))).toEqual(new Set(['token.created', 'token.revoked']));
    expect(await actions('?action=member.')).toHaveLength(3);
    for (const none of ['token', 'oken.', 'token.revoke', 'organization_created', 't_ken.']) {
      expect(await actions(`?action=${none}`), none).toEqual([]);
    }
  });

  it('filters by target', async () => {
    expect(await actions(`?targetId=${tokenId}`)).toEqual(['token.revoked', 'token.created']);
  });

  it('filters by time, from the start inclusive to the end exclusive', async () => {
    const query = (from: string | null, to: string | null) =>
      `?${new URLSearchParams({ ...(from ? { from } : {}), ...(to ? { to } : {}) })}`;
    expect(await actions(query(revokedAt, null))).toEqual(['token.revoked']);
    expect(await actions(query(null, revokedAt))).not.toContain('token.revoked');
    expect(await actions(query(acme.clock.in(-minute - hour), revokedAt))).toEqual(['token.created']);
    const zoned = revokedAt.replace('Z', '+00:00');
    expect(await actions(query(zoned, acme.clock.in(day)))).toEqual(['token.revoked']);
  });

  it('combines all filters', async () => {
    const all = `?actorId=${acme.admin.id}&action=token.&targetId=${tokenId}&from=${revokedAt}&to=${acme.clock.in(0)}`;
    expect(await actions(all)).toEqual(['token.revoked']);
    expect(await actions(all.replace(acme.admin.id, acme.customer.id))).toEqual([]);
  });

  it.each([
    ['?actorId=ada', 'actorId'],
    ['?actorId=tok_00000000000000000000000', 'actorId'],
    ['?action=', 'action'],
    ['?action=token%25', 'action'],
    ['?action=%00', 'action'],
    ['?targetId=%00', 'targetId'],
    ['?targetId=', 'targetId'],
    ['?from=yesterday', 'from'],
    ['?to=2026-02-30T00:00:00Z', 'to'],
    ['?limit=101', 'limit'],
    ['?page=0', 'page'],
  ])('rejects %s', async (query, field) => {
    expect(expectError(await list(query), 400, 'validation_failed').details[0].path).toBe(field);
  });

  it.each(['', '/export'])('requires an administrator with organization:write: %j', async (end) => {
    const get = (token: string) => acme.send('GET', `${path}${end}`, { token });
    expectError(await get(acme.teamMemberToken), 403, 'forbidden');
    expectError(await get(acme.customerToken), 403, 'forbidden');
    const scoped = await acme.createToken(acme.admin, { scopes: ['tokens:write'] });
    expectError(await get(scoped), 403, 'insufficient_scope');
    expectError(await acme.send('GET', `${path}${end}`), 401, 'authentication_required');
    expect((await acme.send('GET', `${path}${end}`, { cookie: await acme.signIn(acme.admin) })).status).toBe(
      200,
    );
  });

  it('does not show events of another organization', async () => {
    const gus = await acme.createMember('globex', 'gus@globex.test', 'ADMIN');
    const token = await acme.createToken(gus);
    const get = async (query: string) =>
      (await acme.send('GET', `${path}${query}`, { at: 'globex', token })).body;
    expect((await get(`?targetId=${tokenId}`)).total).toBe(0);
    expect((await get(`?actorId=${acme.admin.id}`)).total).toBe(0);
    expect((await get('')).total).toBe(3);
  });
});
