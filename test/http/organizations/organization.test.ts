import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { type Acme, createAcme } from '../../support/world.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

const change = (body: unknown, token = acme.adminToken) =>
  acme.send('PATCH', '/api/v1/organization', { token, body });
const get = (token: string) => acme.send('GET', '/api/v1/organization', { token });

const defaultPolicy = {
  patsEnabled: true,
  maxLifetimeDays: null,
  expiryRequired: false,
  idleRevocationDays: null,
  registration: 'open',
  twoFactorRequired: false,
  twoFactor: 'off',
  sessionIdleHours: 168,
  sessionLifetimeHours: 720,
  auditRetentionDays: null,
  usageRetentionDays: null,
};

describe('the organization', () => {
  it('starts with the default policy, which every member sees', async () => {
    const world = await createAcme();
    for (const token of [world.adminToken, world.teamMemberToken, world.customerToken]) {
      const { body } = await world.send('GET', '/api/v1/organization', { token });
      expect(body).toEqual({
        id: expect.stringMatching(/^org_/),
        slug: 'acme-corp',
        name: 'acme-corp',
        plan: 'pro',
        logo: null,
        policy: defaultPolicy,
        retention: { auditDays: null, operatorAuditDays: null, usageDays: 90 },
      });
    }
    await world.close();
  });

  it('changes single fields, for every member immediately', async () => {
    await change({ policy: { maxLifetimeDays: 365, registration: 'off' } });
    const answer = await change({
      name: ' Acme Corporation ',
      policy: { expiryRequired: true, idleRevocationDays: 90 },
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      name: 'Acme Corporation',
      policy: {
        ...defaultPolicy,
        maxLifetimeDays: 365,
        registration: 'off',
        expiryRequired: true,
        idleRevocationDays: 90,
      },
    });
    expect((await get(acme.customerToken)).body).toEqual(answer.body);
    const back = await change({ policy: { ...defaultPolicy } });
    expect(back.body.policy).toEqual(defaultPolicy);
  });

  it('keeps both of two concurrent changes', async () => {
    await Promise.all([
      change({ policy: { maxLifetimeDays: 7 } }),
      change({ policy: { idleRevocationDays: 8 } }),
    ]);
    expect((await get(acme.adminToken)).body.policy).toMatchObject({
      maxLifetimeDays: 7,
      idleRevocationDays: 8,
    });
    await change({ policy: { maxLifetimeDays: null, idleRevocationDays: null } });
  });

  it.each([
    [{ policy: { maxLifetimeDays: 0 } }, 'policy.maxLifetimeDays'],
    [{ policy: { maxLifetimeDays: 1.5 } }, 'policy.maxLifetimeDays'],
    [{ policy: { maxLifetimeDays: '90' } }, 'policy.maxLifetimeDays'],
    [{ policy: { idleRevocationDays: -1 } }, 'policy.idleRevocationDays'],
    [{ policy: { auditRetentionDays: 89 } }, 'policy.auditRetentionDays'],
    [{ policy: { usageRetentionDays: 29 } }, 'policy.usageRetentionDays'],
    [{ policy: { usageRetentionDays: 91 } }, 'policy.usageRetentionDays'],
    [{ policy: { patsEnabled: 'no' } }, 'policy.patsEnabled'],
    [{ policy: { registration: 'closed' } }, 'policy.registration'],
    [{ policy: { patEnabled: false } }, 'policy.patEnabled'],
    [{ policy: { twoFactorRequired: 'yes' } }, 'policy.twoFactorRequired'],
    [{ policy: null }, 'policy'],
    [{ name: '' }, 'name'],
    [{ name: 'x'.repeat(101) }, 'name'],
    [{ plan: 'pro' }, 'plan'],
  ])('rejects %j and names the field', async (body, path) => {
    expect(expectError(await change(body), 400, 'validation_failed').details[0].path).toBe(path);
  });

  it('requires an administrator with organization:write to change it', async () => {
    expectError(await change({ name: 'x' }, acme.teamMemberToken), 403, 'forbidden');
    expectError(await change({ name: 'x' }, acme.customerToken), 403, 'forbidden');
    const scoped = await acme.createToken(acme.admin, { scopes: ['profile:read', 'tokens:write'] });
    expectError(await change({ name: 'x' }, scoped), 403, 'insufficient_scope');
    expectError(await get(scoped), 403, 'insufficient_scope');
  });

  it('records each change with before and after, and nothing if nothing changes', async () => {
    const count = async () =>
      (
        await acme.db
          .selectFrom('audit_events')
          .select('details')
          .where('action', '=', 'organization.changed')
          .execute()
      ).map((row) => JSON.parse(row.details));
    await change({ policy: { maxLifetimeDays: 5 } });
    const events = await count();
    expect(events.at(-1)).toEqual({ before: { maxLifetimeDays: null }, after: { maxLifetimeDays: 5 } });
    await change({ policy: { maxLifetimeDays: 5 } });
    expect(await count()).toHaveLength(events.length);
    await change({ policy: { maxLifetimeDays: null } });
  });
});
