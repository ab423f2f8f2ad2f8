import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../../src/audit/verify.ts';
import { expectError } from '../../support/client.ts';
import { day, hour, trustTheClock } from '../../support/clock.ts';
import { type Acme, createAcme } from '../../support/world.ts';

describe('audit logs with a retention of 100 days', () => {
  let acme: Acme;
  beforeEach(async () => {
    acme = await createAcme({ auditRetentionDays: 100 });
  });
  afterEach(() => acme.close());

  const list = async () => {
    const path = '/api/v1/organization/audit-events?limit=100';
    const { body } = await acme.send('GET', path, { token: acme.adminToken });
    return body.data.map((event: { action: string; sequence: number; actor: { kind: string } }) => event);
  };
  const total = async () =>
    (await acme.send('GET', '/api/v1/organization/audit-events', { token: acme.adminToken })).body.total;
  const actions = async () => (await list()).map(({ action }: { action: string }) => action);
  const verify = async () => {
    const { body } = await acme.send('GET', '/api/v1/organization', { token: acme.adminToken });
    return verifyAudit(acme.db, body.id);
  };
  it('keep newer events, and stay verifiable without the older ones', async () => {
    const before = await list();
    acme.clock.advance(50 * day);
    await acme.createBoard('acme-corp', 'NEW');
    await acme.app.sweep();
    expect((await list()).length).toBe(before.length + 1);

    acme.clock.advance(52 * day);
    await trustTheClock(acme);
    await acme.app.sweep();
    expect(await actions()).toEqual(['organization.audit_pruned', 'board.created']);
    expect(await total()).toBe(2);
    expect((await list())[0].actor.kind).toBe('system');
    expect(await verify()).toMatchObject({ intact: true, events: before.length + 2 });
  });

  it('are pruned at most once a day', async () => {
    acme.clock.advance(102 * day);
    await trustTheClock(acme);
    await acme.app.sweep();
    await acme.createBoard('acme-corp', 'NEW');
    acme.clock.advance(100 * day + day / 2);
    await trustTheClock(acme);
    await acme.app.sweep();
    expect(await actions()).toEqual(['board.created', 'organization.audit_pruned']);
    acme.clock.advance(day);
    await acme.app.sweep();
    expect(await actions()).toEqual(['organization.audit_pruned']);
    expect(await verify()).toMatchObject({ intact: true });
  });

  it('stay whole while the clock is far ahead of what servers have seen', async () => {
    await acme.app.sweep();
    await trustTheClock(acme);
    const { length } = await list();
    const warnings = () => acme.log.filter((line) => line.includes('The clock is days ahead')).length;
    acme.clock.advance(400 * day);
    await acme.app.sweep();
    expect((await list()).length).toBe(length);
    expect(warnings()).toBe(1);
    // It was wrong for a moment.
    acme.clock.advance(-399 * day);
    await acme.app.sweep();
    expect(warnings()).toBe(1);
    // It is right, because it runs on for a week.
    acme.clock.advance(400 * day);
    for (let days = 0; days <= 7; days += 1) {
      expect((await list()).length, `day ${days}`).toBe(length);
      await acme.app.sweep();
      acme.clock.advance(day);
    }
    expect(await actions()).toEqual(['organization.audit_pruned']);
  });

  it('are kept for a shorter time where the policy says so', async () => {
    const cookie = await acme.signIn(acme.admin);
    const policy = (auditRetentionDays: number | null, credential: object) =>
      acme.send('PATCH', '/api/v1/organization', { ...credential, body: { policy: { auditRetentionDays } } });
    expectError(await policy(95, { token: acme.adminToken }), 403, 'session_required');
    expect(expectError(await policy(101, { cookie }), 400, 'validation_failed').details[0]).toEqual({
      path: 'policy.auditRetentionDays',
      message: 'must be at most 100, which the operator of the server has set',
    });
    acme.clock.advance(hour);
    expectError(await policy(95, { cookie }), 403, 'confirmation_required');
    acme.clock.advance(96 * day);
    const later = { cookie: await acme.signIn(acme.admin) };
    const dryRun = await acme.send('POST', '/api/v1/organization/policy/dry-run', {
      ...later,
      body: { auditRetentionDays: 95, usageRetentionDays: 30 },
    });
    const events = (await list()).filter(({ action }: { action: string }) => action !== 'session.started');
    expect(dryRun.body).toMatchObject({
      deletedEvents: { total: expect.any(Number), oldest: '2026-06-01T12:00:00.000Z' },
      deletedUsageBefore: expect.stringMatching(/^2026-08-/),
    });
    expect(dryRun.body.deletedEvents.total).toBeGreaterThanOrEqual(events.length);
    const changed = await policy(95, later);
    expect(changed.body).toMatchObject({
      policy: { auditRetentionDays: 95 },
      retention: { auditDays: 95, operatorAuditDays: 100, usageDays: 90 },
    });
    await trustTheClock(acme);
    await acme.app.sweep();
    expect(await actions()).toEqual(['organization.audit_pruned', 'organization.changed', 'session.started']);
    expect((await list()).at(1)).toMatchObject({
      details: { before: { auditRetentionDays: null }, after: { auditRetentionDays: 95 } },
    });
    expect(await verify()).toMatchObject({ intact: true });
  });

  it('stay whole if they are broken, and the server says so', async () => {
    await acme.db.deleteFrom('audit_events').where('sequence', '=', 2).execute();
    const { length } = await list();
    acme.clock.advance(102 * day);
    await trustTheClock(acme);
    await acme.app.sweep();
    expect((await list()).length).toBe(length);
    expect(acme.log.filter((line) => line.includes('The audit log is broken'))).toHaveLength(1);
  });
});

it('does not keep the logs of other organizations because of one that cannot be pruned', async () => {
  const acme = await createAcme({ auditRetentionDays: 100 });
  const other = await acme.createOrganization('other-corp');
  const { body } = await acme.send('GET', '/api/v1/organization', { token: acme.adminToken });
  // The organization that was created first is visited first.
  await acme.db
    .updateTable('audit_events')
    .set({ action: 'organization.audit_pruned', details: '{' })
    .where('organization_id', '=', body.id)
    .where('sequence', '=', 1)
    .execute();
  acme.clock.advance(102 * day);
  await trustTheClock(acme);
  await acme.app.sweep();
  const left = await acme.db
    .selectFrom('audit_events')
    .select('action')
    .where('organization_id', '=', other)
    .execute();
  expect(left).toEqual([{ action: 'organization.audit_pruned' }]);
  expect(acme.log.filter((line) => line.includes('Cannot delete the older part'))).toHaveLength(1);
  await acme.close();
});

it('are deleted by the policy also without the setting of the operator', async () => {
  const acme = await createAcme();
  const other = await acme.createOrganization('other-corp');
  await acme.setPolicy('acme-corp', { auditRetentionDays: 120 });
  acme.clock.advance(125 * day);
  await trustTheClock(acme);
  await acme.app.sweep();
  const left = await acme.db
    .selectFrom('audit_events')
    .select('action')
    .where('organization_id', '!=', other)
    .execute();
  expect(left).toEqual([{ action: 'organization.audit_pruned' }]);
  const events = await acme.db.selectFrom('audit_events').select('id').execute();
  expect(events.length).toBeGreaterThan(left.length);
  await acme.close();
});

it('are kept without a retention', async () => {
  const acme = await createAcme();
  const path = '/api/v1/organization/audit-events?limit=100';
  const read = async () => (await acme.send('GET', path, { token: acme.adminToken })).body.data.length;
  const before = await read();
  acme.clock.advance(4_000 * day);
  await acme.app.sweep();
  expect(await read()).toBe(before);
  await acme.close();
});
