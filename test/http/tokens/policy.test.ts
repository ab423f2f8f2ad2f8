import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { day, minute } from '../../support/clock.ts';
import { type Acme, createAcme } from '../../support/world.ts';

let acme: Acme;
let cookie: string;
beforeAll(async () => {
  acme = await createAcme();
});
beforeEach(async () => {
  cookie = await acme.signIn(acme.admin);
  await setPolicy({
    patsEnabled: true,
    maxLifetimeDays: null,
    expiryRequired: false,
    idleRevocationDays: null,
  });
});
afterAll(() => acme.close());

async function setPolicy(policy: object): Promise<void> {
  const answer = await acme.send('PATCH', '/api/v1/organization', { cookie, body: { policy } });
  expect(answer.status, answer.text).toBe(200);
}
const create = (body: object) =>
  acme.send('POST', '/api/v1/me/tokens', { cookie, body: { name: 'CI', ...body } });
const use = (token: string) => acme.send('GET', '/api/v1/me', { token });

describe('the maximum lifetime', () => {
  it('rejects a later or missing expiry, with the limit in the message', async () => {
    await setPolicy({ maxLifetimeDays: 90 });
    for (const expiresAt of [acme.clock.in(90 * day + 1), null]) {
      expect(expectError(await create({ expiresAt }), 400, 'policy_violation').message).toContain('90 days');
    }
    expect((await create({ expiresAt: acme.clock.in(90 * day) })).status).toBe(201);
  });

  it('applies to rotation, which leaves the old token unchanged when rejected', async () => {
    const { body: old } = await create({});
    await setPolicy({ maxLifetimeDays: 30 });
    const path = `/api/v1/me/tokens/${old.id}/rotate`;
    expectError(await acme.send('POST', path, { cookie }), 400, 'policy_violation');
    expect((await use(old.token)).status).toBe(200);
    const body = { expiresAt: acme.clock.in(30 * day) };
    expect((await acme.send('POST', path, { cookie, body })).status).toBe(201);
  });

  it('does not affect existing tokens', async () => {
    const { body } = await create({});
    await setPolicy({ maxLifetimeDays: 1 });
    expect((await use(body.token)).status).toBe(200);
  });
});

describe('a required expiry', () => {
  it('rejects a token without one', async () => {
    await setPolicy({ expiryRequired: true });
    expect(expectError(await create({}), 400, 'policy_violation').message).toContain('expiresAt');
    expect((await create({ expiresAt: acme.clock.in(3650 * day) })).status).toBe(201);
  });
});

describe('disabling tokens', () => {
  it('rejects use, creation and rotation until they are enabled again', async () => {
    const { body } = await create({});
    await setPolicy({ patsEnabled: false });
    expectError(await use(body.token), 403, 'pats_disabled');
    expectError(await create({}), 403, 'pats_disabled');
    expectError(
      await acme.send('POST', `/api/v1/me/tokens/${body.id}/rotate`, { cookie }),
      403,
      'pats_disabled',
    );
    expect((await acme.send('GET', '/api/v1/me/tokens', { cookie })).status).toBe(200);
    await setPolicy({ patsEnabled: true });
    expect((await use(body.token)).status).toBe(200);
  });
});

describe('idle revocation', () => {
  it('revokes tokens that were not used for longer, including never used ones', async () => {
    const { body: used } = await create({ name: 'used' });
    const { body: unused } = await create({ name: 'unused' });
    await setPolicy({ idleRevocationDays: 30 });
    acme.clock.advance(29 * day);
    await use(used.token);
    await acme.app.lastUse.flush(true);
    acme.clock.advance(day + 5 * minute);
    await acme.app.sweep();
    expectError(await use(unused.token), 401, 'token_revoked');
    expect((await use(used.token)).status).toBe(200);
    await acme.app.lastUse.flush(true);
    acme.clock.advance(30 * day + 5 * minute);
    await acme.app.sweep();
    expectError(await use(used.token), 401, 'token_revoked');
  });

  it('is recorded once in the audit log, even with concurrent sweeps', async () => {
    cookie = await acme.signIn(acme.admin);
    const { body } = await create({ name: 'forgotten' });
    await setPolicy({ idleRevocationDays: 1 });
    acme.clock.advance(2 * day);
    await Promise.all([acme.app.sweep(), acme.app.sweep(), acme.app.sweep()]);
    const events = await acme.db
      .selectFrom('audit_events')
      .selectAll()
      .where('target_id', '=', body.id)
      .execute();
    const revoked = events.filter((event) => event.action === 'token.revoked');
    expect(revoked).toHaveLength(1);
    expect(revoked[0]).toMatchObject({
      actor_kind: 'system',
      details: expect.stringContaining('"idleRevocationDays":1'),
    });
  });

  it('revokes more tokens in one sweep than one transaction can hold', async () => {
    cookie = await acme.signIn(acme.admin);
    const { body } = await create({ name: 'many' });
    const row = await acme.db
      .selectFrom('access_tokens')
      .selectAll()
      .where('id', '=', body.id)
      .executeTakeFirstOrThrow();
    const rows = Array.from({ length: 230 }, (_, index) => ({
      ...row,
      id: `tok_${String(index).padStart(23, '0')}`,
      hash: Buffer.from(`idle token ${index}`),
    }));
    await acme.db.insertInto('access_tokens').values(rows).execute();
    await setPolicy({ idleRevocationDays: 1 });
    acme.clock.advance(2 * day);
    await acme.app.sweep();
    const left = acme.db.selectFrom('access_tokens').select('id').where('name', '=', 'many');
    expect(await left.where('revoked_at', 'is', null).execute()).toEqual([]);
  });

  it('does not affect organizations without this policy', async () => {
    const { body } = await create({});
    acme.clock.advance(400 * day);
    await acme.app.sweep();
    expect((await use(body.token)).status).toBe(200);
  });
});
