import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { day, minute } from '../../support/clock.ts';
import { type Acme, createAcme, type Member } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

const path = '/api/v1/me/tokens';
let members = 0;
/** A new member with a token that manages their others. */
async function newMember() {
  members += 1;
  const member = await acme.createMember('acme-corp', `member${members}@acme.test`, 'TEAM_MEMBER');
  return { member, token: await acme.createToken(member) };
}
type Someone = { readonly member: Member; readonly token: string };
const create = async ({ token }: Someone, request: object = {}) =>
  (await acme.send('POST', path, { token, body: { name: 'Deploy', ...request } })).body;
const inactive = async ({ token }: Pick<Someone, 'token'>, query = '') =>
  acme.send('GET', `${path}?state=inactive${query}`, { token });
const only = async (someone: Someone) => {
  const { tokens } = (await inactive(someone)).body;
  expect(tokens).toHaveLength(1);
  return tokens[0];
};

describe('the inactive tokens of a member', () => {
  it('are those that they revoked, with when and by whom', async () => {
    const someone = await newMember();
    const { id, hint } = await create(someone, { description: 'CI', scopes: ['tickets:read'] });
    const at = acme.clock.in(0);
    await acme.send('DELETE', `${path}/${id}`, { token: someone.token });
    expect(await only(someone)).toEqual({
      id,
      name: 'Deploy',
      description: 'CI',
      hint,
      scopes: ['tickets:read'],
      createdAt: at,
      expiresAt: null,
      lastUsedAt: null,
      inactive: {
        at,
        reason: 'revoked',
        by: { kind: 'member', id: someone.member.id, name: someone.member.email.split('@')[0] },
        successorId: null,
      },
    });
    expectError(await acme.send('GET', `${path}/${id}`, { token: someone.token }), 404, 'not_found');
  });

  it('name the administrator who revoked them', async () => {
    const someone = await newMember();
    const [one, other] = [await create(someone), await create(someone)];
    await acme.send('DELETE', `/api/v1/organization/tokens/${one.id}`, { token: acme.adminToken });
    const body = { tokenIds: [other.id] };
    await acme.send('POST', '/api/v1/organization/tokens/revoke', { token: acme.adminToken, body });
    const { tokens } = (await inactive(someone)).body;
    const by = { kind: 'member', id: acme.admin.id, name: 'ada' };
    expect(tokens).toHaveLength(2);
    for (const token of tokens) expect(token.inactive).toMatchObject({ reason: 'revoked', by });
  });

  it('name the token that replaced them, at the end of its overlap', async () => {
    const someone = await newMember();
    const atOnce = await create(someone);
    const next = await acme.send('POST', `${path}/${atOnce.id}/rotate`, { token: someone.token });
    expect((await only(someone)).inactive).toMatchObject({ reason: 'replaced', successorId: next.body.id });
    const later = await create(someone);
    const body = { overlapSeconds: 60 };
    const last = await acme.send('POST', `${path}/${later.id}/rotate`, { token: someone.token, body });
    expect((await inactive(someone)).body.tokens).toHaveLength(1);
    const end = acme.clock.in(minute);
    acme.clock.advance(minute);
    const overlapped = { at: end, reason: 'replaced', successorId: last.body.id };
    expect((await inactive(someone)).body.tokens[0].inactive).toMatchObject(overlapped);
    acme.clock.advance(3 * minute);
    await acme.app.sweep();
    expect((await inactive(someone)).body.tokens[0].inactive).toMatchObject(overlapped);
  });

  it('have expired, before and after the cleanup, also before the end of an overlap', async () => {
    const someone = await newMember();
    const expiresAt = acme.clock.in(minute);
    const { id } = await create(someone, { expiresAt });
    const rotated = await create(someone, { expiresAt });
    const body = { overlapSeconds: 3600, expiresAt: acme.clock.in(day) };
    await acme.send('POST', `${path}/${rotated.id}/rotate`, { token: someone.token, body });
    acme.clock.advance(minute);
    const expired = { at: expiresAt, reason: 'expired', by: null, successorId: null };
    const shown = async () =>
      (await inactive(someone)).body.tokens.map((token: { inactive: object }) => token.inactive);
    expect(await shown()).toEqual([expired, expired]);
    acme.clock.advance(3 * minute);
    await acme.app.sweep();
    expect(await shown()).toEqual([expired, expired]);
    const active = (await acme.send('GET', path, { token: someone.token })).body.tokens;
    expect(active.map((token: { id: string }) => token.id)).not.toContain(id);
  });

  it('were reported as leaked, also with what they were created with', async () => {
    const someone = await newMember();
    const parent = await create(someone);
    const child = await create({ ...someone, token: parent.token });
    await acme.send('POST', '/api/v1/leaked-tokens', { body: { tokens: [parent.token] } });
    const { tokens } = (await inactive(someone)).body;
    expect(new Set(tokens.map(({ id }: { id: string }) => id))).toEqual(new Set([parent.id, child.id]));
    const by = { kind: 'anonymous', id: null, name: null };
    for (const token of tokens) expect(token.inactive).toMatchObject({ reason: 'leaked', by });
  });

  it('were idle for longer than the policy allows', async () => {
    await acme.createOrganization('idle');
    const member = await acme.createMember('idle', 'ida@idle.test', 'ADMIN');
    await acme.createToken(member, { name: 'Idle' });
    await acme.setPolicy('idle', { idleRevocationDays: 1 });
    acme.clock.advance(2 * day);
    await acme.app.sweep();
    const cookie = await acme.signIn(member);
    const { tokens } = (await acme.send('GET', `${path}?state=inactive`, { at: 'idle', cookie })).body;
    expect(tokens).toMatchObject([
      { name: 'Idle', inactive: { reason: 'idle', by: { kind: 'system', id: null, name: null } } },
    ]);
  });

  it('come in pages, last ended first, without a repetition or a gap', async () => {
    const someone = await newMember();
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const { id } = await create(someone);
      ids.unshift(id);
      await acme.send('DELETE', `${path}/${id}`, { token: someone.token });
      if (count % 2 === 0) acme.clock.advance(1);
    }
    const first = (await inactive(someone, '&limit=2')).body;
    const second = (await inactive(someone, `&limit=2&cursor=${first.nextCursor}`)).body;
    const third = (await inactive(someone, `&limit=2&cursor=${second.nextCursor}`)).body;
    const found = [first, second, third].flatMap(({ tokens }) => tokens.map(({ id }: { id: string }) => id));
    expect(found).toEqual(ids);
    expect(third).not.toHaveProperty('nextCursor');
    expectError(await inactive(someone, '&cursor=x'), 400, 'validation_failed');
    const ofActive = `${path}?cursor=${first.nextCursor}`;
    expectError(await acme.send('GET', ofActive, { token: someone.token }), 400, 'validation_failed');
  });

  it('are all counted, also if many have ended since the last cleanup', async () => {
    await acme.createOrganization('many');
    const admin = await acme.createMember('many', 'ada@many.test', 'ADMIN');
    const token = await acme.createToken(admin);
    await acme.createToken(admin, { expiresAt: acme.clock.in(minute) });
    const own = await acme.db
      .selectFrom('access_tokens')
      .selectAll()
      .where('expires_at', 'is not', null)
      .where('user_id', '=', admin.id)
      .executeTakeFirstOrThrow();
    const copies = Array.from({ length: 600 }, (_, index) => ({
      ...own,
      id: `tok_${String(index).padStart(23, '0')}`,
      hash: Buffer.from(`many ${index}`),
    }));
    for (let start = 0; start < copies.length; start += 100)
      await acme.db
        .insertInto('access_tokens')
        .values(copies.slice(start, start + 100))
        .execute();
    const total = async () => {
      const path = '/api/v1/organization/tokens?state=inactive';
      return (await acme.send('GET', path, { at: 'many', token })).body.total;
    };
    expect(await total()).toBe(0);
    acme.clock.advance(minute);
    expect(await total()).toBe(601);
    acme.clock.advance(3 * minute);
    await acme.app.sweep();
    expect(await total()).toBe(601);
  });

  it('are kept for 90 days', async () => {
    const someone = await newMember();
    const { id } = await create(someone);
    await acme.send('DELETE', `${path}/${id}`, { token: someone.token });
    acme.clock.advance(90 * day - 1);
    await acme.app.sweep();
    expect((await only(someone)).id).toBe(id);
    acme.clock.advance(1);
    expect((await inactive(someone)).body.tokens).toEqual([]);
    acme.clock.advance(1);
    await acme.app.sweep();
    expect((await inactive(someone)).body.tokens).toEqual([]);
  });

  it("are no one else's", async () => {
    const someone = await newMember();
    const { id } = await create(someone);
    await acme.send('DELETE', `${path}/${id}`, { token: someone.token });
    for (const token of [acme.customerToken, acme.adminToken])
      expect((await inactive({ token })).text).not.toContain(id);
    const reader = await acme.createToken(someone.member, { scopes: ['tickets:read'] });
    expectError(await inactive({ token: reader }), 403, 'insufficient_scope');
  });

  it('do not change what is answered without a state', async () => {
    const someone = await newMember();
    const { id } = await create(someone);
    const { body } = await acme.send('GET', path, { token: someone.token });
    expect(Object.keys(body)).toEqual(['tokens']);
    expect(body.tokens[0]).toMatchObject({ id });
    expect(body.tokens[0]).not.toHaveProperty('inactive');
    expectError(
      await acme.send('GET', `${path}?state=all`, { token: someone.token }),
      400,
      'validation_failed',
    );
  });
});
