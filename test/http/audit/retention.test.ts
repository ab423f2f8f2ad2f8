import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../../src/audit/verify.ts';
import { day } from '../../support/clock.ts';
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
    await acme.app.sweep();
    expect(await actions()).toEqual(['organization.audit_pruned', 'board.created']);
    expect(await total()).toBe(2);
    expect((await list())[0].actor.kind).toBe('system');
    expect(await verify()).toMatchObject({ intact: true, events: before.length + 2 });
  });

  it('are pruned at most once a day', async () => {
    acme.clock.advance(102 * day);
    await acme.app.sweep();
    await acme.createBoard('acme-corp', 'NEW');
    acme.clock.advance(100 * day + day / 2);
    await acme.app.sweep();
    expect(await actions()).toEqual(['board.created', 'organization.audit_pruned']);
    acme.clock.advance(day);
    await acme.app.sweep();
    expect(await actions()).toEqual(['organization.audit_pruned']);
    expect(await verify()).toMatchObject({ intact: true });
  });

  it('stay whole if they are broken, and the server says so', async () => {
    await acme.db.deleteFrom('audit_events').where('sequence', '=', 2).execute();
    const { length } = await list();
    acme.clock.advance(102 * day);
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
