import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
import { createTestDatabase, databaseKind, type TestDatabase } from '../support/databases/database.ts';
import { freePort } from '../support/databases/postgres-server.ts';
import { expectFailure, expectResult, spawnSpedy, spedyOn } from '../support/servers/command-line.ts';

const create = (slug: string) =>
  `org create ${slug} --name Acme --plan pro --admin-email ada@acme.test --json`.split(' ');

describe('the command line on an empty, busy or unusable database', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase({ empty: true });
  });
  afterEach(() => database.drop());
  const run = (args: readonly string[]) => spawnSpedy(args, { DATABASE_URL: database.url }).ended;

  it('migrates an empty database once when two commands run at the same time', async () => {
    const applied = await Promise.all(
      [1, 2].map(async () => expectResult(await run(['migrate', '--json'])).applied),
    );
    const lengths = applied.map((steps) => steps.length).sort((a, b) => a - b);
    expect(lengths[0]).toBe(0);
    expect(lengths[1]).toBeGreaterThan(0);
    const again = await spedyOn(database.url)(['migrate']);
    expect(again).toMatchObject({ exitCode: 0, stderr: '' });
    expect(again.stdout).toMatch(/^Database: [^\n]+\nThe database is up to date\.\n$/);
  });

  it('creates one organization when two commands use the same slug at the same time', async () => {
    const outcomes = await Promise.all([run(create('acme-corp')), run(create('acme-corp'))]);
    const created = outcomes.filter(({ exitCode }) => exitCode === 0);
    const refused = outcomes.find(({ exitCode }) => exitCode !== 0);
    expect(created).toHaveLength(1);
    expect(refused && expectFailure(refused, 1)).toContain("'acme-corp' already");
    const { organizations } = expectResult(await spedyOn(database.url)(['audit', 'verify', '--json']));
    expect(organizations).toMatchObject([{ slug: 'acme-corp', intact: true, events: 2 }]);
  });

  it('fails with one line if the database cannot be used', async () => {
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'spedy-nothing-'));
    writeFileSync(join(folder, 'notes.txt'), 'Milk, bread, and a page of other things to buy. '.repeat(100));
    const cases = [
      [`postgres://spedy:geheim@127.0.0.1:${port}/spedy`, 'ECONNREFUSED'],
      ['postgres://spedy:geheim@[/spedy', 'DATABASE_URL'],
      ['mysql://spedy:geheim@localhost/spedy', 'must begin with sqlite: or postgres://'],
      [`sqlite:${folder}/no/such/folder/spedy.db`, 'does not exist'],
      [`sqlite:${folder}`, 'is a folder'],
      [`sqlite:${folder}/notes.txt`, 'is not a SQLite database'],
      ...(databaseKind === 'postgres'
        ? ([[database.url.replace(/\w+$/, 'no_such_database'), 'database name in DATABASE_URL']] as const)
        : []),
    ] as const;
    for (const [url, reason] of cases) {
      const line = expectFailure(await spedyOn(url)(['migrate', '--json']), 1);
      expect(line).toContain(reason);
      expect(line).not.toContain('geheim');
    }
    rmSync(folder, { recursive: true });
  });

  it('leaves the database of a newer version unchanged', async () => {
    const spedy = spedyOn(database.url);
    await spedy(['migrate']);
    const { db } = openDatabase(database.url, () => {});
    // Our table types do not include the migrator's own table.
    const migrations = db.withTables<{ kysely_migration: { name: string; timestamp: string } }>();
    await migrations.insertInto('kysely_migration').values({ name: '9999-later', timestamp: '' }).execute();
    const line = expectFailure(await spedy(create('acme-corp')), 1);
    expect(line).toContain('newer version of Spedy (it has 9999-later)');
    expect(await db.selectFrom('organizations').select('id').execute()).toEqual([]);
    await db.destroy();
  });
});
