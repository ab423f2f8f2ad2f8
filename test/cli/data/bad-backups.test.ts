import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/storage/database.ts';
import { type Backups, createBackups, rewrite } from '../../support/databases/backups.ts';
import { databaseKind } from '../../support/databases/database.ts';
import { expectFailure, expectResult, SpedyProcess, spedyOn } from '../../support/servers/command-line.ts';
import { createOperator, type Operator } from '../../support/servers/operator.ts';

describe('spedy admin backup', () => {
  let operator: Operator;
  let backups: Backups;
  const leftovers = () => readdirSync(backups.folder).filter((name) => name.includes('partial'));
  const refused = async (file: string) => expectFailure(await operator.spedy(['admin', 'backup', file]), 1);

  beforeAll(async () => {
    operator = await createOperator();
    await operator.createAcme();
    backups = createBackups();
  });
  afterAll(async () => {
    await operator.drop();
    await backups.drop();
  });

  it('never replaces a file, and says which folder or disk is wrong', async () => {
    const file = backups.newFile();
    writeFileSync(file, 'mine');
    expect(await refused(file)).toContain('exists: name another file');
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(await refused(join(backups.folder, 'missing', 'a.backup'))).toContain('there is no folder');
    expect(await refused(backups.folder)).toContain('is a folder');
    if (process.getuid?.() !== 0) {
      const locked = join(backups.folder, 'locked');
      mkdirSync(locked);
      chmodSync(locked, 0o500);
      expect(await refused(join(locked, 'a.backup'))).toContain('no permission');
    }
    expect(leftovers()).toEqual([]);
  });

  it('leaves nothing when there is no more room', async () => {
    const { db } = openDatabase(operator.databaseUrl, () => {});
    for (let index = 0; index < 20; index += 1) {
      const value = randomBytes(20_000).toString('base64');
      await db
        .insertInto('settings')
        .values({ name: `filler ${index}`, value })
        .execute();
    }
    await db.destroy();
    const file = backups.newFile();
    const command = `trap '' XFSZ; ulimit -f 64; exec "${process.execPath}" src/cli/main.ts admin backup "${file}"`;
    const process_ = new SpedyProcess('sh', ['-c', command], { DATABASE_URL: operator.databaseUrl });
    expect(expectFailure(await process_.ended, 1)).toContain('allows no file of this size');
    expect([existsSync(file), leftovers()]).toEqual([false, []]);
  });

  it('needs a database with data', async () => {
    const empty = await backups.empty();
    const line = expectFailure(await empty.spedy(['backup', backups.newFile()]), 1);
    expect(line).toMatch(/There is no database at|the database is empty/);
  });
});

describe('spedy admin restore', () => {
  let operator: Operator;
  let backups: Backups;
  let file: string;
  const key = randomBytes(32).toString('base64');
  const refused = async (path: string, ...options: string[]) => {
    const target = await backups.empty();
    const line = expectFailure(await target.spedy(['admin', 'restore', path, ...options]), 1);
    // The database is as empty as before.
    expectFailure(await target.spedy(['org', 'list']), 1);
    return line;
  };

  beforeAll(async () => {
    operator = await createOperator();
    await operator.createAcme();
    const { db } = openDatabase(operator.databaseUrl, () => {});
    await sql`insert into secret_keys (id, state, created_at) values ('key_000000000000', 'current', 1)`.execute(
      db,
    );
    await db.destroy();
    backups = createBackups();
    file = backups.newFile();
    expectResult(await operator.spedy(['backup', file, '--json']));
  });
  afterAll(async () => {
    await operator.drop();
    await backups.drop();
  });

  it('refuses a file that is truncated, changed, not a backup or missing', async () => {
    const whole = readFileSync(file);
    const short = backups.newFile();
    writeFileSync(short, whole.subarray(0, -100));
    expect(await refused(short)).toContain('its end is missing');
    const lines = (change: (lines: string[]) => unknown) =>
      rewrite(file, backups.newFile(), (text) => {
        const all = text.trimEnd().split('\n');
        change(all);
        return `${all.join('\n')}\n`;
      });
    expect(await refused(lines((all) => all.pop()))).toContain('its end is missing');
    const other = rewrite(file, backups.newFile(), (text) => text.replace('"ADMIN"', '"CUSTOMER"'));
    expect(await refused(other)).toContain('the rows of users are not those that were written');
    const engine = rewrite(file, backups.newFile(), (text) => text.replace('"program":"', '"program":"9'));
    expect(await refused(engine)).toContain('its checksum is wrong');
    const text = backups.newFile();
    writeFileSync(text, 'no backup');
    expect(await refused(text)).toContain('is not a complete backup');
    expect(await refused(backups.newFile())).toMatch(/there is no \S+: check the path( |$|\n)/);
    expect(await refused(file, '--sha256', '0'.repeat(64))).toContain('not the one that you gave');
  });

  it('refuses a backup of a newer version, and a table that is not of its schema', async () => {
    const newer = rewrite(file, backups.newFile(), (text) =>
      text.replace('"schema":[', '"schema":["9999-future",'),
    );
    expect(await refused(newer)).toContain('from a newer version of Spedy (it has 9999-future)');
    const table = rewrite(file, backups.newFile(), (text) =>
      text.replace('{"name":"users"', '{"name":"users; drop"'),
    );
    expect(await refused(table)).toContain('its tables are not those of its schema');
  });

  it('refuses another secret key, and says which one a server will need', async () => {
    const target = await backups.empty();
    const env = { SPEDY_SECRET_KEY: key };
    expect(expectFailure(await target.spedy(['restore', file], { env }), 1)).toContain(
      "is not this database's secret key (key_000000000000)",
    );
    const checked = await target.spedy(['restore', file, '--dry-run']);
    expect(checked).toMatchObject({ exitCode: 0, stderr: '' });
    expect(checked.stdout).toMatch(/complete and undamaged.*Nothing was restored\.\nBefore you start/s);
    expectFailure(await target.spedy(['org', 'list']), 1);
    const restored = await target.spedy(['restore', file]);
    expect(restored.stdout).toContain('set SPEDY_SECRET_KEY to the key key_000000000000');
  });

  it('refuses a database with data, in use, or of another program', async () => {
    const again = await operator.spedy(['restore', file]);
    expect(expectFailure(again, 1)).toContain('is not empty (organizations has rows)');
    const target = await backups.empty();
    expectResult(await target.spedy(['migrate', '--json']));
    const server = openDatabase(target.url, () => {});
    await server.db.selectFrom('organizations').select('id').execute();
    expect(expectFailure(await target.spedy(['restore', file]), 1)).toMatch(/is in use by/);
    await server.db.destroy();
    // What a server leaves that has started once is replaced.
    expectResult(await target.spedy(['restore', file, '--json']));
    expectResult(await target.spedy(['org', 'list', '--json']));

    const foreign = await backups.empty();
    const { db } = openDatabase(foreign.url, () => {});
    await sql`create table invoices (id integer)`.execute(db);
    await db.destroy();
    expect(expectFailure(await foreign.spedy(['restore', file]), 1)).toContain(
      'has tables of another program (invoices)',
    );
  });

  it.runIf(databaseKind === 'sqlite')('leaves nothing of a restore that fails', async () => {
    const { url } = backups.emptySqlite();
    const folder = join(url.slice('sqlite:'.length), '..');
    const command = `trap '' XFSZ; ulimit -f 256; exec "${process.execPath}" src/cli/main.ts admin restore "${file}"`;
    const limited = new SpedyProcess('sh', ['-c', command], { DATABASE_URL: url });
    expect(expectFailure(await limited.ended, 1)).toMatch(/full|size/);
    expect(readdirSync(folder)).toEqual([]);
    expect(expectResult(await spedyOn(url)(['restore', file, '--json']))).toMatchObject({ engine: 'SQLite' });
  });
});
