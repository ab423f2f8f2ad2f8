import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Call, expectError } from '../../support/client.ts';
import { day, minute, second } from '../../support/clock.ts';
import { type Acme, createAcme } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

type CreatedToken = {
  id: string;
  token: string;
  name: string;
  scopes: string[] | null;
  expiresAt: string | null;
};

async function createToken(request: object = {}): Promise<CreatedToken> {
  const call = { token: acme.teamMemberToken, body: { name: 'Deploy', ...request } };
  return (await acme.send('POST', '/api/v1/me/tokens', call)).body;
}
const rotate = (id: string, call: Call = {}) =>
  acme.send('POST', `/api/v1/me/tokens/${id}/rotate`, { token: acme.teamMemberToken, ...call });
const use = (token: string) => acme.send('GET', '/api/v1/me', { token });

describe('rotating a token', () => {
  it('ends the old token immediately, and copies its name, scopes and expiry to the new one', async () => {
    const old = await createToken({ scopes: ['profile:read'], expiresAt: acme.clock.in(day) });
    const answer = await rotate(old.id);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      name: 'Deploy',
      scopes: ['profile:read'],
      expiresAt: old.expiresAt,
      lastUsedAt: null,
    });
    expect(answer.headers.location).toBe(`/api/v1/me/tokens/${answer.body.id}`);
    expect(answer.body.id).not.toBe(old.id);
    expectError(await use(old.token), 401, 'token_revoked');
    expect((await use(answer.body.token)).status).toBe(200);
  });

  it('keeps both tokens valid during an overlap', async () => {
    const old = await createToken();
    const { body } = await rotate(old.id, { body: { overlapSeconds: 600 } });
    acme.clock.advance(10 * minute - 1);
    expect([(await use(old.token)).status, (await use(body.token)).status]).toEqual([200, 200]);
    acme.clock.advance(1);
    expectError(await use(old.token), 401, 'token_revoked');
    expect((await use(body.token)).status).toBe(200);
    expectError(await rotate(old.id), 404, 'not_found');
  });

  it('lists the old token during the overlap, when it can still be revoked', async () => {
    const old = await createToken();
    await rotate(old.id, { body: { overlapSeconds: 86_400 } });
    expect(
      (await acme.send('GET', `/api/v1/me/tokens/${old.id}`, { token: acme.teamMemberToken })).status,
    ).toBe(200);
    expect(
      (await acme.send('DELETE', `/api/v1/me/tokens/${old.id}`, { token: acme.teamMemberToken })).status,
    ).toBe(204);
    expectError(await use(old.token), 401, 'token_revoked');
  });

  it('shows the end of the overlap as expiry everywhere, and limits tokens created with it', async () => {
    const old = await createToken({ expiresAt: acme.clock.in(30 * day) });
    const end = acme.clock.in(10 * minute);
    const { body: next } = await rotate(old.id, { body: { overlapSeconds: 600 } });
    expect(next.expiresAt).toBe(old.expiresAt);
    const shown = async (path: string, token = acme.teamMemberToken) => {
      const { body } = await acme.send('GET', path, { token });
      return (body.tokens ?? body.data ?? [body]).find(({ id }: { id: string }) => id === old.id)?.expiresAt;
    };
    expect(await shown('/api/v1/me/tokens')).toBe(end);
    expect(await shown(`/api/v1/me/tokens/${old.id}`)).toBe(end);
    const all = '/api/v1/organization/tokens?limit=100';
    expect(await shown(all, acme.adminToken)).toBe(end);
    expect(await shown(`${all}&expiringWithinDays=1`, acme.adminToken)).toBe(end);
    const asked = { token: acme.adminToken, body: `token=${old.token}` };
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const introspection = await acme.send('POST', '/api/v1/oauth/introspect', { ...asked, headers });
    expect(introspection.body).toMatchObject({ active: true, exp: Date.parse(end) / 1000 });
    const child = await acme.send('POST', '/api/v1/me/tokens', { token: old.token, body: { name: 'Child' } });
    expect([child.status, child.body.expiresAt]).toEqual([201, end]);
    const later = { name: 'Child', expiresAt: acme.clock.in(11 * minute) };
    const refused = await acme.send('POST', '/api/v1/me/tokens', { token: old.token, body: later });
    expectError(refused, 403, 'insufficient_scope');
  });

  it('shows the end of the overlap for a token without an expiry', async () => {
    const old = await createToken();
    const end = acme.clock.in(minute);
    await rotate(old.id, { body: { overlapSeconds: 60 } });
    const { body } = await acme.send('GET', `/api/v1/me/tokens/${old.id}`, { token: acme.teamMemberToken });
    expect(body.expiresAt).toBe(end);
    const never = await acme.send('GET', '/api/v1/organization/tokens?expiry=none&limit=100', {
      token: acme.adminToken,
    });
    expect(never.body.data.map(({ id }: { id: string }) => id)).not.toContain(old.id);
  });

  it('never extends an overlap when repeated', async () => {
    const old = await createToken();
    await rotate(old.id, { body: { overlapSeconds: 10 } });
    expect((await rotate(old.id, { body: { overlapSeconds: 86_400 } })).status).toBe(201);
    acme.clock.advance(10 * second);
    expectError(await use(old.token), 401, 'token_revoked');
  });

  it('accepts a new expiry', async () => {
    const old = await createToken({ expiresAt: acme.clock.in(day) });
    const { body } = await rotate(old.id, { body: { expiresAt: acme.clock.in(90 * day) } });
    expect(body.expiresAt).toBe(acme.clock.in(90 * day));
  });

  it('works with the token itself, but not beyond its own expiry', async () => {
    const old = await createToken({ scopes: ['tokens:write'], expiresAt: acme.clock.in(day) });
    expectError(
      await rotate(old.id, { token: old.token, body: { expiresAt: acme.clock.in(2 * day) } }),
      403,
      'insufficient_scope',
    );
    expect((await use(old.token)).status).toBe(200);
    const answer = await rotate(old.id, { token: old.token });
    expect([answer.status, answer.body.expiresAt]).toEqual([201, old.expiresAt]);
  });

  it('rejects a token that has fewer scopes than the rotated one', async () => {
    const wide = await createToken();
    const narrow = await createToken({ scopes: ['tokens:write'] });
    expectError(await rotate(wide.id, { token: narrow.token }), 403, 'insufficient_scope');
    expect((await use(wide.token)).status).toBe(200);
  });

  it('creates one successor for two concurrent requests without overlap', async () => {
    const old = await createToken();
    const answers = await Promise.all([rotate(old.id), rotate(old.id)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 404]);
  });

  it.each([
    ['an overlap of more than a day', { overlapSeconds: 86_401 }],
    ['a negative overlap', { overlapSeconds: -1 }],
    ['an overlap of half a second', { overlapSeconds: 0.5 }],
    ['an overlap as a string', { overlapSeconds: '60' }],
    ['an expiry in the past', { expiresAt: '2020-01-01T00:00:00Z' }],
    ['another field', { name: 'New name' }],
    ['a list', []],
  ])('rejects %s and leaves the token unchanged', async (_what, body) => {
    const old = await createToken();
    expectError(await rotate(old.id, { body }), 400, 'validation_failed');
    expect((await use(old.token)).status).toBe(200);
  });

  it("returns 404 for another member's token and an unknown id", async () => {
    const old = await createToken();
    expectError(await rotate(old.id, { token: acme.adminToken }), 404, 'not_found');
    expectError(await rotate('tok_nonsense'), 404, 'not_found');
  });
});
