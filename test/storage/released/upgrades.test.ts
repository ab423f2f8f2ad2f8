import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { fillSearchIndex } from '../../../src/storage/backup/restore.ts';
import { type Database, openDatabase } from '../../../src/storage/database.ts';
import { sqlitePath } from '../../../src/storage/database-name.ts';
import { migrate } from '../../../src/storage/migrate.ts';
import { createTestDatabase, databaseKind, type TestDatabase } from '../../support/databases/database.ts';
import { connect } from '../../support/databases/sql.ts';
import { expectResult, spedyOn } from '../../support/servers/command-line.ts';
import { createWorld, password } from '../../support/world.ts';

/** Released schemas, by the number of their last migration, each with the token of the SQLite and the PostgreSQL fixture. */
const released = {
  '0004': [
    'spedy_pat_qmFansD3b9G93TLNkLi73ebYkdtZLQtA0dA3r4',
    'spedy_pat_MIIGnGuNx6i8lGwFzVCERezstWT3IZty0nyFed',
  ],
  '0010': [
    'spedy_pat_VlUSj6IPGiHIwrKu4rx7FnO9NqXmQZ0z3aLRfG',
    'spedy_pat_c8uaNyjELvvhXSJirldLaCwxqGQmTI6Z2C32KU',
  ],
  '0012': [
    'spedy_pat_0oku4GloUmTKIWcrYbPKM6R6IuBqOLdX2DEmrw',
    'spedy_pat_4y1yhwnKGMhRKbAeUZd9OB1GWMHqVWgu1iVpwo',
  ],
  '0019': [
    'spedy_pat_cNmuHeYnT9fp4USx8IOmyGOSHEoggIQC0HOP8B',
    'spedy_pat_nUvxQWrYAjevR4Zd6rzVWF12iLKjIn3z3mMOo4',
  ],
  '0022': [
    'spedy_pat_igUVPaRbQtk5wEc64EwHsEhCjXUBH4ZD3ZzueJ',
    'spedy_pat_GdCq1rp5Xb5ds6MK8GbthfBZWZh2ySCT0DkP36',
  ],
  '0045': [
    'spedy_pat_lriysz0vcjfR3lA5SXItuaLJJpS6ceBv1YxFXx',
    'spedy_pat_9KhXhVmVoX0Col40rD3NRuW7N9Jktsc53EnMzD',
  ],
} as const;

describe('a database of a released schema', () => {
  let database: TestDatabase;
  afterEach(() => database.drop());

  it.each(Object.entries(released))(
    '%s is migrated to the present schema, and its token and password work',
    async (schema, tokens) => {
      database = await loadReleased(schema);
      const token = tokens[databaseKind === 'sqlite' ? 0 : 1];
      const opened = openDatabase(database.url, () => {});
      await migrate(opened);
      await fillSearchIndex(opened.db, 1, { begin: () => {}, add: () => {} });
      const migrated = await describeSchema(opened.db);
      await opened.db.destroy();
      fresh ??= freshSchema();
      expect(migrated).toEqual(await fresh);

      const world = await createWorld({ databaseUrl: database.url });
      const get = (path: string) => world.send('GET', path, { at: 'acme-corp', token });
      expect((await get('/api/v1/me')).body).toMatchObject({
        user: { email: 'tim@acme.example', name: 'Tim Ticket' },
        role: 'TEAM_MEMBER',
      });
      const { body } = await get('/api/v1/tickets?search=gr%C3%B6%C3%9Fe');
      expect(body).toMatchObject({ total: 1, data: [{ displayId: 'WEB-1', title: 'An old ticket: Größe' }] });
      const comments = await get(`/api/v1/tickets/${body.data[0].id}/comments`);
      expect(comments.body.data).toMatchObject([{ body: 'An old comment.', author: { name: 'Tim Ticket' } }]);
      const signedIn = await world.send('POST', '/api/v1/auth/login', {
        at: 'acme-corp',
        body: { email: 'ada@acme.example', password },
      });
      expect(signedIn.status, signedIn.text).toBe(200);
      await world.app.lastUse.close();
      expect(expectResult(await spedyOn(database.url)(['audit', 'verify', '--json']))).toMatchObject({
        organizations: [{ slug: 'acme-corp', intact: true }],
      });
      await world.close();
    },
  );
});

async function loadReleased(schema: string): Promise<TestDatabase> {
  const database = await createTestDatabase({ empty: true });
  const read = (ending: string) =>
    gunzipSync(readFileSync(new URL(`./${schema}.${ending}.gz`, import.meta.url)));
  if (databaseKind === 'sqlite') writeFileSync(sqlitePath(database.url), read('db'), { mode: 0o600 });
  else await connect(database.url, (client) => client.query(read('sql').toString('utf8')));
  return database;
}

/** Described once for all. */
let fresh: Promise<unknown> | undefined;

async function freshSchema(): Promise<unknown> {
  const database = await createTestDatabase({ empty: true });
  const opened = openDatabase(database.url, () => {});
  await migrate(opened);
  const described = await describeSchema(opened.db);
  await opened.db.destroy();
  await database.drop();
  return described;
}

/** Everything that a schema consists of, in the database's own words. */
async function describeSchema(db: Database): Promise<unknown> {
  if (databaseKind === 'sqlite') {
    const { rows } = await sql<{ name: string; sql: string }>`
      select type, name, sql from sqlite_master where sql is not null order by type, name`.execute(db);
    return rows.map((row) => ({ ...row, sql: row.sql.replace(/\s+/g, ' ') }));
  }
  const parts = [
    sql`select table_name, column_name, data_type, is_nullable, column_default, is_identity
      from information_schema.columns where table_schema = 'public' order by 1, 2`,
    sql`select indexname, indexdef from pg_indexes where schemaname = 'public' order by 1`,
    sql`select conrelid::regclass::text as "table", pg_get_constraintdef(oid) as definition from pg_constraint
      where connamespace = 'public'::regnamespace order by 1, 2`,
    sql`select proname, regexp_replace(prosrc, '\\s+', ' ', 'g') as source from pg_proc
      where pronamespace = 'public'::regnamespace order by 1`,
  ];
  const described = [];
  for (const part of parts) described.push((await part.execute(db)).rows);
  return described;
}
