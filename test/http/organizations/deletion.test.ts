import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownOrigin } from '../../../src/contract/change-origin.ts';
import { restoreOrganization } from '../../../src/organizations/deletion/delete-organization.ts';
import { erasedTables } from '../../../src/organizations/deletion/erase-queries.ts';
import { expectError } from '../../support/client.ts';
import { day, minute } from '../../support/clock.ts';
import { databaseKind } from '../../support/databases/database.ts';
import { createMailedAcme, type MailServer, startMailServer } from '../../support/mail-server.ts';
import { connect } from '../../support/oauth/oauth.ts';
import { addPasskey } from '../../support/passkeys.ts';
import { createScimToken } from '../../support/scim.ts';
import { enroll } from '../../support/second-factor.ts';
import { type Peer, startPeer } from '../../support/servers/peer.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const path = '/api/v1/organization/deletion';
let server: MailServer;
let acme: Acme;
let cookie: string;
beforeAll(async () => {
  server = await startMailServer();
  acme = await createMailedAcme(server.settings);
  cookie = await acme.signIn(acme.admin);
});
afterAll(async () => {
  await acme.close();
  await server.close();
});

const remove = (call: object, name = 'acme-corp') => acme.send('POST', path, { body: { name }, ...call });
const idOf = async (slug: string) =>
  (await acme.db.selectFrom('organizations').select('id').where('slug', '=', slug).executeTakeFirstOrThrow())
    .id;
const restore = async (slug: string) =>
  restoreOrganization(acme.db, await idOf(slug), ownOrigin('operator', acme.clock.now()));
const deliver = async () => {
  acme.clock.advance(2 * minute);
  await acme.app.background.runOnce();
  return server.received.splice(0);
};

describe('the deletion of an organization', () => {
  it('needs a confirmed session of an administrator, and its name', async () => {
    expectError(await remove({ token: acme.adminToken }), 403, 'session_required');
    expectError(await remove({ cookie: await acme.signIn(acme.teamMember) }), 403, 'forbidden');
    for (const name of ['', 'acme', 'ACME-CORP'])
      expect(expectError(await remove({ cookie }, name), 400, 'validation_failed').details[0]).toMatchObject({
        path: 'name',
      });
    acme.clock.advance(16 * minute);
    expectError(await remove({ cookie }), 403, 'confirmation_required');
    cookie = await acme.signIn(acme.admin);
    expect((await acme.send('GET', '/api/v1/me', { cookie })).status).toBe(200);
  });

  it('stops everything at once, tells the administrators, and can be undone', async () => {
    const other = await acme.createMember('acme-corp', 'grace@acme.test', 'ADMIN');
    const scim = await createScimToken(acme);
    const { tokens } = await connect(acme, acme.customer);
    await acme.send('POST', '/api/v1/organization/invitations', {
      cookie,
      body: { email: 'ina@acme.test', role: 'CUSTOMER' },
    });
    const answer = await remove({ cookie });
    const until = new Date(acme.clock.now() + 30 * day).toISOString();
    expect(answer.body).toEqual({ restorableUntil: until });
    expect(answer.headers['set-cookie']).toMatch(/^spedy_session=;/);

    const call = { token: acme.adminToken };
    const calls = [
      ['GET', '/api/v1/me', { cookie }],
      ['GET', '/api/v1/me', call],
      ['GET', '/api/v1/me', { token: tokens.access_token }],
      ['GET', '/scim/v2/Users', { token: scim.token }],
      ['GET', '/api/v1/auth/organization', {}],
      ['GET', '/.well-known/oauth-authorization-server', {}],
      ['POST', '/api/v1/auth/login', { body: { email: acme.admin.email, password: 'x' } }],
    ] as const;
    // The same answer as for an organization that never existed.
    for (const [method, to, given] of calls) {
      const here = await acme.send(method, to, given);
      const nowhere = await acme.send(method, to, { ...given, at: 'never-was' });
      const visible = ({ status, body }: typeof here) => ({ status, body: { ...body, requestId: '' } });
      expect(visible(here), to).toEqual(visible(nowhere));
      expect(here.status, to).toBe(404);
    }
    expectError(await acme.send('GET', '/api/v1/me', { at: null, ...call }), 401, 'token_invalid');
    await expect(acme.createOrganization('acme-corp')).rejects.toThrow('spedy admin org restore acme-corp');

    // The invitation was not sent before the deletion, and nobody can use it now.
    const mails = await deliver();
    const deleted = mails.filter(({ subject }) => subject === 'acme-corp was deleted');
    expect(deleted.flatMap(({ to }) => to).toSorted()).toEqual([acme.admin.email, other.email]);
    expect(deleted[0]?.text).toContain(`The administrator ${acme.admin.email} deleted`);
    expect(mails.map(({ to }) => to.join())).not.toContain('ina@acme.test');

    await acme.app.sweep();
    await restore('acme-corp');
    // Rejected tokens are remembered for a second.
    acme.monotonic.advance(1_001);
    await acme.app.credentials.feed.poll();
    expect((await acme.send('GET', '/api/v1/me', call)).status).toBe(200);
    expect((await acme.send('GET', '/api/v1/me', { cookie })).status).toBe(200);
    expect((await acme.send('GET', '/scim/v2/Users', { token: scim.token })).status).toBe(200);
    const log = await acme.send('GET', '/api/v1/organization/audit-events?limit=2', call);
    expect(log.body.data.map(({ action }: { action: string }) => action)).toEqual([
      'organization.restored',
      'organization.deleted',
    ]);
    await expect(restore('acme-corp')).rejects.toThrow('cannot be restored');
  });

  it('revokes what is reported as leaked meanwhile, so that it does not come back', async () => {
    await acme.createOrganization('leaky');
    const admin = await acme.createMember('leaky', 'ada@leaky.test', 'ADMIN');
    const token = await acme.createToken(admin);
    const session = await acme.signIn(admin);
    expect((await remove({ at: 'leaky', cookie: session }, 'leaky')).status).toBe(200);
    const report = (value: string) =>
      acme.send('POST', '/api/v1/leaked-tokens', { at: 'leaky', body: { tokens: [value] } });
    expect((await report(token)).status).toBe(202);
    await restore('leaky');
    expectError(await acme.send('GET', '/api/v1/me', { at: 'leaky', token }), 401, 'token_revoked');
  });
});

describe('after 30 days', () => {
  let world: Acme;
  let peer: Peer;
  let organizationId: string;
  beforeAll(async () => {
    world = await createAcme();
    peer = await startPeer(world);
    organizationId = (await world.send('GET', '/api/v1/organization', { token: world.adminToken })).body.id;
    await fill(world);
    const session = await world.signIn(world.admin);
    const answer = await world.send('POST', path, { cookie: session, body: { name: 'acme-corp' } });
    expect(answer.status).toBe(200);
  });
  afterAll(async () => {
    await peer.close();
    await world.close();
  });

  it('all its rows are erased, in whatever table, and those of others stay', async () => {
    await world.createOrganization('other-corp');
    const other = await world.createMember('other-corp', 'sam@other.test', 'ADMIN');
    const token = await world.createToken(other);
    const tables = await tablesOfOrganizations(world);
    // Every table of the database that names an organization; a new one belongs into the list of erase-queries.ts.
    expect([...tables].toSorted()).toEqual([...erasedTables].toSorted());
    const before = await countRows(world, organizationId, tables);
    expect(Object.values(before).filter((count) => count > 0).length).toBeGreaterThan(20);

    world.clock.advance(30 * day - minute);
    await world.app.sweep();
    expect((await countRows(world, organizationId, ['users', 'audit_events'])).users).toBeGreaterThan(2);

    world.clock.advance(2 * minute);
    await Promise.all([world.app.sweep(), peer.sweep()]);
    // The process that has no claim leaves the rest to the other one.
    await world.app.sweep();
    const left = await countRows(world, organizationId, tables);
    expect(Object.fromEntries(Object.entries(left).filter(([, count]) => count > 0))).toEqual({});
    const rows = await world.db.selectFrom('organizations').select('slug').execute();
    expect(rows).toEqual([{ slug: 'other-corp' }]);
    expect(
      [...world.log, ...peer.log].filter((line) => line.includes('Erased a deleted organization')),
    ).toHaveLength(1);
    expect((await world.send('GET', '/api/v1/me', { at: 'other-corp', token })).status).toBe(200);
    await expect(world.createOrganization('acme-corp')).rejects.toThrow('spedy admin org release acme-corp');
  });
});

/** Creates rows in many tables. */
async function fill(world: Acme): Promise<void> {
  const { cookie: session } = await enroll(world, world.customer);
  await addPasskey(world, world.customer, session);
  await createScimToken(world);
  await connect(world, world.teamMember);
  const board = await world.createBoard('acme-corp', 'WEB', [world.teamMember]);
  const { body } = await world.send('POST', '/api/v1/tickets', {
    token: world.teamMemberToken,
    body: { boardId: board.id, title: 'One' },
  });
  await world.send('POST', `/api/v1/tickets/${body.id}/comments`, {
    token: world.teamMemberToken,
    body: { body: 'Two' },
  });
  await world.app.lastUse.flush(true);
  // More than one slice.
  const { users, token_usage } = { users: world.customer.id, token_usage: 450 };
  const organization = await world.db
    .selectFrom('users')
    .select('organization_id as id')
    .where('id', '=', users)
    .executeTakeFirstOrThrow();
  const days = Array.from({ length: token_usage }, (_, index) => 30_000 + index);
  await world.db
    .insertInto('token_usage')
    .values(days.map((on) => ({ organization_id: organization.id, token_id: 'tok_1', day: on, count: 1 })))
    .execute();
}

async function tablesOfOrganizations({ db }: Acme): Promise<string[]> {
  const { rows } =
    databaseKind === 'postgres'
      ? await sql<{ name: string }>`
          select table_name as name from information_schema.columns
          where column_name = 'organization_id' and table_schema = current_schema()`.execute(db)
      : await sql<{ name: string }>`
          select m.name from sqlite_master as m join pragma_table_info(m.name) as c
          where m.type = 'table' and c.name = 'organization_id'`.execute(db);
  // The change feed forgets all of its rows within minutes.
  return rows.map(({ name }) => name).filter((name) => name !== 'changes');
}

async function countRows(
  { db }: Acme,
  organizationId: string,
  tables: readonly string[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const { rows } = await sql<{ total: number }>`
      select count(*) as total from ${sql.table(table)} where organization_id = ${organizationId}`.execute(
      db,
    );
    counts[table] = Number(rows[0]?.total);
  }
  return counts;
}
