import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { day, minute } from '../../support/clock.ts';
import { type Acme, createAcme, type Member, password } from '../../support/world.ts';

let acme: Acme;
beforeEach(async () => {
  acme = await createAcme();
});
afterEach(() => acme.close());

const dryRun = (policy: unknown, token = acme.adminToken) =>
  acme.send('POST', '/api/v1/organization/policy/dry-run', { token, body: policy });
const save = async (policy: object) => {
  const answer = await acme.send('PATCH', '/api/v1/organization', {
    cookie: await acme.signIn(acme.admin),
    body: { policy },
  });
  expect(answer.status, answer.text).toBe(200);
};
type Stopping = { id: string; name: string; reason: string };
const use = (token: string) => acme.send('GET', '/api/v1/me', { token });
const stopsNothing = {
  tokens: [],
  totalTokens: 0,
  totalMembers: 0,
  membersWithoutTwoFactor: 0,
  deletedEvents: null,
  deletedUsageBefore: null,
};

describe('a dry run of the policy', () => {
  it('lists every active token if tokens are disabled, and saves nothing', async () => {
    await acme.createToken(acme.customer, { name: 'second' });
    await acme.createToken(acme.customer, { name: 'expired', expiresAt: acme.clock.in(minute) });
    acme.clock.advance(minute);
    const { status, body } = await dryRun({ patsEnabled: false });
    expect(status).toBe(200);
    expect(body).toMatchObject({ totalTokens: 4, totalMembers: 3, membersWithoutTwoFactor: 0 });
    expect(body.tokens).toHaveLength(4);
    expect(body.tokens[0]).toEqual({
      id: expect.stringMatching(/^tok_/),
      name: 'second',
      hint: expect.stringMatching(/^[0-9A-Za-z]{4}$/),
      reason: 'pats_disabled',
      owner: { id: acme.customer.id, name: 'cora', email: 'cora@acme.test' },
    });
    expect((await use(acme.customerToken)).status).toBe(200);
    await save({ patsEnabled: false });
    expectError(await use(acme.customerToken), 403, 'pats_disabled');
  });

  it('lists exactly the idle tokens that the next sweep revokes', async () => {
    const tokens: string[] = [];
    for (let age = 12; age > 8; age -= 1) {
      tokens.push(await acme.createToken(acme.teamMember, { name: `age ${age}` }));
      acme.clock.advance(day);
    }
    acme.clock.advance(8 * day);
    const used = tokens[0] ?? '';
    for (const token of [used, acme.adminToken, acme.customerToken]) await use(token);
    await acme.app.lastUse.flush(true);
    const { body } = await dryRun({ idleRevocationDays: 10 });
    expect(body.tokens.map((token: Stopping) => [token.name, token.reason])).toEqual([
      ['CI Pipeline', 'idle'],
      ['age 11', 'idle'],
      ['age 10', 'idle_soon'],
      ['age 9', 'idle_soon'],
    ]);
    expect(body).toMatchObject({ totalTokens: 4, totalMembers: 1 });
    await acme.app.sweep();
    expect((await use(tokens[1] ?? '')).status).toBe(200);
    await save({ idleRevocationDays: 10 });
    await acme.app.sweep();
    const { body: left } = await acme.send('GET', '/api/v1/organization/tokens', { token: acme.adminToken });
    const idle = body.tokens.filter((token: Stopping) => token.reason === 'idle');
    const listed = idle.map((token: Stopping) => token.id);
    const leftIds = left.data.map((token: { id: string }) => token.id);
    expect(leftIds).toHaveLength(5);
    for (const id of listed) expect(leftIds).not.toContain(id);
  });

  it("counts new tokens that tomorrow's sweep revokes unless they are used", async () => {
    const tokens = Array.from({ length: 4 }, () => acme.createToken(acme.customer));
    const fresh = await Promise.all(tokens);
    const { body } = await dryRun({ idleRevocationDays: 1 });
    expect(body).toMatchObject({ totalTokens: 7, totalMembers: 3 });
    expect(new Set(body.tokens.map((token: Stopping) => token.reason))).toEqual(new Set(['idle_soon']));
    expect((await dryRun({ idleRevocationDays: 2 })).body.totalTokens).toBe(0);
    await save({ idleRevocationDays: 1 });
    await acme.app.sweep();
    expect((await use(fresh[0] ?? '')).status).toBe(200);
    acme.clock.advance(day + 3 * minute);
    await acme.app.lastUse.flush(true);
    await acme.app.sweep();
    expectError(await use(fresh[1] ?? ''), 401, 'token_revoked');
  });

  it('gives idle as the reason for idle tokens even if tokens are disabled too', async () => {
    acme.clock.advance(10 * day);
    await acme.createToken(acme.customer, { name: 'young' });
    const { body } = await dryRun({ patsEnabled: false, idleRevocationDays: 5 });
    expect(body.tokens.map((token: { reason: string }) => token.reason)).toEqual([
      'pats_disabled',
      'idle',
      'idle',
      'idle',
    ]);
  });

  it('lists at most 100 tokens and counts all', async () => {
    for (let count = 0; count < 101; count += 1) await acme.createToken(acme.customer);
    const { body } = await dryRun({ patsEnabled: false });
    expect(body.tokens).toHaveLength(100);
    expect(body).toMatchObject({ totalTokens: 104, totalMembers: 3 });
  });

  it('reports nothing for changes that apply to new tokens only or have no effect', async () => {
    acme.clock.advance(30 * day);
    for (const policy of [{}, { maxLifetimeDays: 1 }, { expiryRequired: true }, { patsEnabled: true }]) {
      expect((await dryRun(policy)).body).toEqual(stopsNothing);
    }
    await save({ idleRevocationDays: 5 });
    expect((await dryRun({ idleRevocationDays: 5 })).body).toEqual(stopsNothing);
    expect((await dryRun({ idleRevocationDays: null })).body).toEqual(stopsNothing);
  });

  it('counts active members who must set up a second factor', async () => {
    await enroll(acme.teamMember);
    await begin(acme.customer);
    const gone = await acme.createMember('acme-corp', 'gone@acme.test', 'CUSTOMER');
    const body = { state: 'deactivated' };
    await acme.send('PATCH', `/api/v1/users/${gone.id}`, { token: acme.adminToken, body });
    expect((await dryRun({ twoFactorRequired: true })).body).toEqual({
      ...stopsNothing,
      membersWithoutTwoFactor: 2,
    });
    expect((await dryRun({ twoFactorRequired: false })).body).toEqual(stopsNothing);
    await acme.setPolicy('acme-corp', { twoFactorRequired: true });
    expect((await dryRun({ twoFactorRequired: true })).body).toEqual(stopsNothing);
  });

  it('does not count other organizations', async () => {
    await acme.createOrganization('globex');
    const gus = await acme.createMember('globex', 'gus@globex.test', 'ADMIN');
    await acme.createToken(gus);
    const { body } = await dryRun({ patsEnabled: false, twoFactorRequired: true });
    expect(body).toMatchObject({ totalTokens: 3, totalMembers: 3, membersWithoutTwoFactor: 3 });
  });

  it.each([
    [{ patsEnabled: 'no' }],
    [{ patEnabled: false }],
    [{ policy: {} }],
    [{ idleRevocationDays: 0 }],
    [''],
  ])('rejects %j', async (policy) => {
    expectError(await dryRun(policy), 400, 'validation_failed');
  });

  it('requires an administrator with organization:write', async () => {
    expectError(await dryRun({}, acme.teamMemberToken), 403, 'forbidden');
    const scoped = await acme.createToken(acme.admin, { scopes: ['tokens:write'] });
    expectError(await dryRun({}, scoped), 403, 'insufficient_scope');
  });
});

/** Starts the setup of a second factor. Returns the session and the secret. */
async function begin(member: Member): Promise<{ cookie: string; secret: string }> {
  const cookie = await acme.signIn(member);
  const body = { currentPassword: password };
  const answer = await acme.send('POST', '/api/v1/me/two-factor', { cookie, body });
  return { cookie, secret: answer.body.secret };
}

async function enroll(member: Member): Promise<void> {
  const { cookie, secret } = await begin(member);
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: acme.clock.now() });
  const answer = await acme.send('POST', '/api/v1/me/two-factor/confirm', { cookie, body: { code } });
  expect(answer.status, answer.text).toBe(200);
}
