import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trustClock } from '../../src/audit/pruning/clock.ts';
import { mailKindNames } from '../../src/mail/kinds.ts';
import { listMail } from '../../src/mail/operator-queries.ts';
import { dueGroups } from '../../src/mail/queries.ts';
import { countSealedUnder, findSealedUnderOtherKey } from '../../src/mail/sealed-links-queries.ts';
import { findInvitationInAnyOrganization } from '../../src/members/invitations/queries.ts';
import { findApplicationsBySecret } from '../../src/oauth/clients/application-queries.ts';
import { endDeviceRequest, findLeakedConnection } from '../../src/oauth/leaks/queries.ts';
import { findResourceServersBySecret } from '../../src/oauth/resource-servers/queries.ts';
import { allOrganizations } from '../../src/organizations/queries.ts';
import { findCreatingCredential } from '../../src/principals/created-with-queries.ts';
import { deleteLeakedReset, pendingRequests } from '../../src/recovery/reset-queries.ts';
import { findScimTokenInAnyOrganization } from '../../src/scim/tokens/queries.ts';
import { findSessionInAnyOrganization } from '../../src/sessions/queries.ts';
import {
  countUnderKey,
  findSealedWithOtherKey,
} from '../../src/sign-in/second-factor/sealed-secret-queries.ts';
import {
  countSealedWith as countClientSecrets,
  findSealedWithOtherKey as findClientSecrets,
} from '../../src/single-sign-on/settings/queries.ts';
import { fillNext } from '../../src/storage/search/fill-queries.ts';
import { findTokenInAnyOrganization, findTokenOrganization } from '../../src/tokens/queries.ts';
import { databaseKind } from '../support/databases/database.ts';
import { query } from '../support/databases/sql.ts';
import { connect, endConnections, refresh } from '../support/oauth/oauth.ts';
import { collectedParts, type OrganizationColumns, organizationColumns } from '../support/shards/catalog.ts';
import { crossing } from '../support/shards/crossing.ts';
import { partsAcrossOrganizations } from '../support/shards/statement.ts';
import { type Acme, createAcme } from '../support/world.ts';

/** Sharding is for PostgreSQL. */
describe.runIf(databaseKind === 'postgres')('a database sharded by organization', () => {
  let acme: Acme;
  let columns: OrganizationColumns;
  beforeAll(async () => {
    acme = await createAcme();
    columns = await organizationColumns(acme.databaseUrl);
  });
  afterAll(() => acme.close());

  it('would get the listed statements across shards, and no others', async () => {
    const { db, app, customer } = acme;
    const hash = randomBytes(32);
    await findTokenInAnyOrganization(db, hash);
    await findTokenOrganization(db, 'tok_1');
    await findInvitationInAnyOrganization(db, hash);
    for (const kind of ['access', 'refresh', 'code'] as const) await findLeakedConnection(db, kind, hash);
    await endDeviceRequest(db, hash);
    await findApplicationsBySecret(db, hash);
    await findResourceServersBySecret(db, hash);
    await findScimTokenInAnyOrganization(db, hash);
    await findSealedWithOtherKey(db, 'key', { organizationId: '', userId: '' }, 1);
    await findClientSecrets(db, 'key', '', 1);
    await countClientSecrets(db, 'key');
    await findCreatingCredential(db, hash);
    await findSessionInAnyOrganization(db, hash);
    await countUnderKey(db, 'key');
    await findSealedUnderOtherKey(db, 'key', { organizationId: '', id: '' }, 1);
    await countSealedUnder(db, 'key');
    await dueGroups(db, mailKindNames, acme.clock.now(), 1);
    for (const state of [null, 'failed'] as const)
      await listMail(db, { organizationId: null, state, limit: 1 });
    await pendingRequests(db, 1);
    await deleteLeakedReset(db, hash);
    await allOrganizations(db);
    await fillNext(db, 1);
    const { client, cookie, tokens } = await connect(acme, customer);
    for (const token of [acme.adminToken, tokens.access_token])
      await acme.send('GET', '/api/v1/me', { token });
    await refresh(acme, client, tokens.refresh_token);
    await app.lastUse.flush(true);
    await endConnections(acme, cookie);
    // Use of tokens is deleted by a trusted clock only.
    await trustClock(db, acme.clock.now());
    await app.sweep();
    expect([...collectedParts(columns).keys()].sort()).toEqual(Object.keys(crossing).sort());
  });

  it('has tables whose key begins with the organization, except for the listed ones', async () => {
    const keys = await query<{ table: string; columns: string[] }>(acme.databaseUrl, primaryKeys);
    expect(keys.length).toBeGreaterThan(30);
    const others = keys.filter(({ table, columns: [first] }) => first !== columns.get(table));
    expect(Object.fromEntries(others.map(({ table, columns }) => [table, columns.join(', ')]))).toEqual({
      // Rows of organizations: the key gets the organization in front.
      creating_credentials: 'hash',
      oauth_access_tokens: 'hash',
      oauth_codes: 'hash',
      oauth_refresh_tokens: 'hash',
      // Rows of the installation or of one shard.
      changes: 'id',
      held_slugs: 'slug',
      mail_sends: 'address_hash, kind',
      secret_keys: 'id',
      settings: 'name',
      setup_links: 'hash',
    });
  });

  it('has unique indexes with the organization, except for the listed ones', async () => {
    const indexes = await query<{ table: string; columns: string[] }>(acme.databaseUrl, uniqueIndexes);
    const across = indexes.filter(({ table, columns: all }) => {
      const organization = columns.get(table);
      return organization !== undefined && !all.includes(organization);
    });
    expect(across.map(({ table, columns }) => `${table} (${columns.join(', ')})`).sort()).toEqual([
      'access_tokens (hash)',
      'creating_credentials (hash)',
      'email_changes (current_hash)',
      'email_changes (new_hash)',
      'invitations (hash)',
      'oauth_access_tokens (hash)',
      'oauth_codes (hash)',
      'oauth_refresh_tokens (hash)',
      'oauth_requests (device_code_hash)',
      'organizations (slug)',
      'password_resets (hash)',
      'scim_tokens (hash)',
      'sessions (hash)',
    ]);
  });
});

const columnsOf = `(select array_agg(attname::text order by place) from unnest(i.indkey) with ordinality as k(number, place)
  join pg_attribute on attrelid = i.indrelid and attnum = k.number) as columns`;
const primaryKeys = `select relname as table, ${columnsOf} from pg_index as i join pg_class on pg_class.oid = i.indrelid
  where i.indisprimary and relnamespace = 'public'::regnamespace and relname not like 'kysely%'`;
const uniqueIndexes = `select relname as table, ${columnsOf} from pg_index as i join pg_class on pg_class.oid = i.indrelid
  where i.indisunique and relnamespace = 'public'::regnamespace`;

describe('partsAcrossOrganizations', () => {
  const tables = new Map([
    ['organizations', 'id'],
    ['users', 'organization_id'],
    ['tickets', 'organization_id'],
  ]);
  const parts = (sql: string) => partsAcrossOrganizations(sql, (table) => tables.get(table) ?? null);

  it.each([
    'select id from tickets where organization_id = $1',
    'select t.id from tickets as t join users as u on u.organization_id = t.organization_id where u.organization_id = $1',
    'select t.id from users as u left join tickets as t on t.organization_id = u.organization_id where $1 = u.organization_id',
    'select o.slug from tickets as t, organizations as o where o.id = t.organization_id and t.organization_id = $1',
    'select 1 from users as u where organization_id = $1 and exists (select 1 from tickets as t where t.organization_id = u.organization_id)',
    'select listed.id from (select organization_id, id from users where organization_id = $1) as listed join tickets on tickets.organization_id = listed.organization_id',
    'with own as (select * from users where organization_id = $1) select count(*) from own',
    'select id from users where organization_id = $1 union all select id from tickets where organization_id = $1',
    'select id from tickets where (organization_id, id) = ($1, $2)',
    'insert into tickets (organization_id, id) values ($1, $2)',
    'update tickets set title = $1 where organization_id = $2',
    'delete from users where organization_id = $1 and id in (select id from users where organization_id = $1 limit 5)',
    'select value from settings where name = $1',
  ])('finds none in %s', (sql) => {
    expect(parts(sql)).toEqual([]);
  });

  it.each([
    ['select id from tickets where id = $1', ['select tickets by tickets.id']],
    ['select id from tickets where organization_id = $1 or id = $2', ['select tickets']],
    ['select id from tickets where not organization_id = $1', ['select tickets']],
    ['select id from tickets where organization_id in ($1, $2)', ['select tickets']],
    ['select id from tickets where organization_id <> $1', ['select tickets']],
    [
      'select 1 from users as u join tickets as t on t.organization_id = u.organization_id where u.id = $1',
      ['select tickets, users by users.id'],
    ],
    [
      'select 1 from users as u, tickets as t where u.organization_id = $1 and t.author_id = u.id',
      ['select tickets'],
    ],
    [
      'select id from users where organization_id = $1 union all select id from tickets where id = $2',
      ['select tickets by tickets.id'],
    ],
    [
      'select id from users where organization_id = $1 and id in (select author_id from tickets)',
      ['select tickets'],
    ],
    ['delete from users where id in (select id from users where organization_id = $1)', ['delete users']],
    ['update tickets set title = $1', ['update tickets']],
    ['insert into tickets (organization_id, id) select organization_id, id from users', ['insert users']],
  ])('finds the part in %s', (sql, found) => {
    expect(parts(sql)).toEqual(found);
  });
});
