import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { day } from '../../support/clock.ts';
import { type Acme, createAcme } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

const path = '/api/v1/me/tokens';
async function create(request: object = {}, token = acme.teamMemberToken) {
  return (await acme.send('POST', path, { token, body: { name: 'Deploy', ...request } })).body;
}
const change = (id: string, body: unknown, token = acme.teamMemberToken) =>
  acme.send('PATCH', `${path}/${id}`, { token, body });
const use = (token: string, to = '/api/v1/boards') => acme.send('GET', to, { token });

describe('the description of a token', () => {
  it('is stored without surrounding space, listed, and kept by a rotation', async () => {
    const created = await create({ description: '  Deploys main.\nAsk Tim before you revoke it.  ' });
    const description = 'Deploys main.\nAsk Tim before you revoke it.';
    expect(created.description).toBe(description);
    const token = acme.teamMemberToken;
    const [listed] = (await acme.send('GET', path, { token })).body.tokens;
    expect(listed).toMatchObject({ id: created.id, description });
    expect((await acme.send('POST', `${path}/${created.id}/rotate`, { token })).body).toMatchObject({
      description,
    });
    const all = await acme.send('GET', '/api/v1/organization/tokens', { token: acme.adminToken });
    expect(all.body.data[0]).toMatchObject({ description });
  });

  it('is null if there is none', async () => {
    for (const description of [undefined, null, '', ' \n '])
      expect(await create(description === undefined ? {} : { description })).toMatchObject({
        description: null,
      });
  });

  it('has at most 500 characters of any script, and no control characters', async () => {
    expect((await create({ description: '🚀'.repeat(500) })).description).toHaveLength(1000);
    for (const description of ['x'.repeat(501), 'a\u0000b', 'a\u001bb', 7]) {
      const body = { name: 'Deploy', description };
      const answer = await acme.send('POST', path, { token: acme.teamMemberToken, body });
      expectError(answer, 400, 'validation_failed');
    }
  });

  it('is a part of the request that an idempotency key stands for', async () => {
    const headers = { 'idempotency-key': 'with-description' };
    const send = (description: string) =>
      acme.send('POST', path, {
        token: acme.teamMemberToken,
        headers,
        body: { name: 'Deploy', description },
      });
    expect((await send('one')).status).toBe(201);
    expectError(await send('one'), 409, 'already_created');
    expectError(await send('another'), 422, 'idempotency_key_reused');
  });
});

describe('changing a token', () => {
  it('renames and describes it, and says so in the log', async () => {
    const { id, token } = await create({ description: 'Old' });
    const answer = await change(id, { name: '  Release ', description: 'New' });
    expect(answer).toMatchObject({ status: 200, body: { id, name: 'Release', description: 'New' } });
    expect(answer.body).not.toHaveProperty('token');
    expect((await use(token)).status).toBe(200);
    const events = `/api/v1/organization/audit-events?targetId=${id}&action=token.changed`;
    const [event] = (await acme.send('GET', events, { token: acme.adminToken })).body.data;
    expect(event.details).toEqual({
      name: 'Release',
      userId: acme.teamMember.id,
      before: { name: 'Deploy', description: 'Old' },
      after: { name: 'Release', description: 'New' },
    });
    expect((await change(id, { description: null })).body).toMatchObject({
      name: 'Release',
      description: null,
    });
  });

  it('writes nothing to the log if nothing changes', async () => {
    const { id } = await create({ scopes: ['tickets:read'] });
    expect((await change(id, { name: 'Deploy', scopes: ['tickets:read'] })).status).toBe(200);
    const events = `/api/v1/organization/audit-events?targetId=${id}`;
    expect((await acme.send('GET', events, { token: acme.adminToken })).body.total).toBe(1);
  });

  it('takes scopes and lifetime from it, from the next request', async () => {
    const { id, token } = await create();
    expect((await use(token)).status).toBe(200);
    const expiresAt = acme.clock.in(day);
    const answer = await change(id, { scopes: ['profile:read'], expiresAt });
    expect(answer.body).toMatchObject({ scopes: ['profile:read'], expiresAt });
    const refused = await use(token);
    expectError(refused, 403, 'insufficient_scope');
    expect(refused.headers['spedy-token-expires-at']).toBe(expiresAt);
    acme.clock.advance(day);
    expectError(await use(token, '/api/v1/me'), 401, 'token_expired');
  });

  it('never adds scopes or lifetime, also not by a token that has more', async () => {
    const expiresAt = acme.clock.in(day);
    const { id } = await create({ scopes: ['tickets:read', 'profile:read'], expiresAt });
    const wider = [
      { scopes: ['tickets:read', 'tickets:write'] },
      { scopes: ['organization:write'] },
      { scopes: null },
      { expiresAt: acme.clock.in(2 * day) },
      { expiresAt: null },
    ];
    for (const body of wider) {
      const { details } = expectError(await change(id, body), 400, 'validation_failed');
      expect(details[0]).toMatchObject({
        path: Object.keys(body)[0],
        message: expect.stringMatching(/can only be (narrowed|earlier)/),
      });
    }
    const { body } = await acme.send('GET', `${path}/${id}`, { token: acme.teamMemberToken });
    expect(body).toMatchObject({ scopes: ['profile:read', 'tickets:read'], expiresAt });
  });

  it('never adds scopes when two changes come at the same time', async () => {
    const { id } = await create({ scopes: ['tickets:read', 'tickets:write', 'profile:read'] });
    const answers = await Promise.all([
      change(id, { scopes: ['profile:read'] }),
      change(id, { scopes: ['profile:read', 'tickets:write'] }),
    ]);
    expect(answers.map(({ status }) => status).filter((status) => status === 200)).not.toEqual([]);
    const { body } = await acme.send('GET', `${path}/${id}`, { token: acme.teamMemberToken });
    expect(body.scopes).toEqual(['profile:read']);
  });

  it.each([
    {},
    { name: '' },
    { name: 'x'.repeat(101) },
    { description: 'x'.repeat(501) },
    { scopes: [] },
    { scopes: ['everything'] },
    { expiresAt: '2020-01-01T00:00:00Z' },
    { expiresAt: 'tomorrow' },
    { state: 'active' },
    { hint: 'abcd' },
  ])('refuses %j', async (body) => {
    const { id } = await create();
    expectError(await change(id, body), 400, 'validation_failed');
  });

  it('is for the member alone, with a credential that manages tokens', async () => {
    const { id } = await create();
    await acme.createOrganization('globex');
    const other = await acme.createMember('globex', 'gil@globex.test', 'ADMIN');
    const foreign = await acme.createToken(other);
    const body = { name: 'Mine' };
    for (const token of [acme.adminToken, acme.customerToken])
      expectError(await change(id, body, token), 404, 'not_found');
    const abroad = await acme.send('PATCH', `${path}/${id}`, { at: 'globex', token: foreign, body });
    expectError(abroad, 404, 'not_found');
    const reader = await acme.createToken(acme.teamMember, { scopes: ['tickets:read'] });
    expectError(await change(id, body, reader), 403, 'insufficient_scope');
    const manager = await acme.createToken(acme.teamMember, { scopes: ['tokens:write'] });
    expect((await change(id, body, manager)).body).toMatchObject({ name: 'Mine' });
    expectError(await change('tok_00000000000000000000000', body), 404, 'not_found');
    expectError(await change('nothing', body), 404, 'not_found');
  });

  it('does not bring back a revoked token', async () => {
    const { id } = await create();
    await acme.send('DELETE', `${path}/${id}`, { token: acme.teamMemberToken });
    expectError(await change(id, { name: 'Back' }), 404, 'not_found');
  });
});
