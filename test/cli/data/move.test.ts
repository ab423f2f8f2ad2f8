import { statSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSnapshot, openTarget, restoreBackup } from '../../../src/storage/backup/restore.ts';
import { allSteps, shapeOf } from '../../../src/storage/backup/shape.ts';
import { verifyBackup } from '../../../src/storage/backup/verify.ts';
import { writeBackup } from '../../../src/storage/backup/write.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { migrationSteps } from '../../../src/storage/migrations/list.ts';
import { type Backups, createBackups } from '../../support/databases/backups.ts';
import { codeAt, enroll } from '../../support/second-factor.ts';
import { expectResult, spedyOn } from '../../support/servers/command-line.ts';
import { type Acme, createAcme, createWorld, password } from '../../support/world.ts';

const meter = { begin: () => {}, add: () => {} };

describe('spedy admin backup and restore', () => {
  let acme: Acme;
  let backups: Backups;
  let secret: string;
  let ticketId: string;

  beforeAll(async () => {
    acme = await createAcme();
    backups = createBackups();
    const board = await acme.createBoard('acme-corp', 'WEB', [acme.teamMember]);
    const created = await acme.send('POST', '/api/v1/tickets', {
      at: 'acme-corp',
      token: acme.teamMemberToken,
      body: { boardId: board.id, title: 'Größe \\N "quoted" 🎫', description: 'a\tb\nc\r\n\\.' },
    });
    ticketId = created.body.id;
    ({ secret } = await enroll(acme, acme.customer));
    await acme.app.lastUse.close();
  });
  afterAll(async () => {
    await acme.close();
    await backups.drop();
  });

  it('move an installation there and back, with tokens, second factors, search and the audit log', async () => {
    const first = backups.newFile();
    const written = expectResult(await spedyOn(acme.databaseUrl)(['admin', 'backup', first, '--json']));
    expect(written).toMatchObject({ file: first, secretKey: { stored: true } });
    expect(statSync(first).mode & 0o777).toBe(0o600);
    // To the other database if this one is PostgreSQL, and back to the kind under test.
    const there = backups.emptySqlite();
    const moved = expectResult(await there.spedy(['restore', first, '--sha256', written.sha256, '--json']));
    expect(moved).toMatchObject({ rows: written.rows, audit: [{ slug: 'acme-corp' }] });
    const second = backups.newFile();
    expectResult(await there.spedy(['backup', second, '--json']));
    const back = await backups.empty();
    const returned = expectResult(await back.spedy(['restore', second, '--json']));
    expect(returned.tables).toEqual(moved.tables);

    for (const { url } of [there, back]) {
      const world = await createWorld({ databaseUrl: url, clock: acme.clock });
      const me = await world.send('GET', '/api/v1/me', { at: 'acme-corp', token: acme.teamMemberToken });
      expect(me.body).toMatchObject({ user: { email: 'tim@acme.test' }, role: 'TEAM_MEMBER' });
      const found = await world.send('GET', '/api/v1/tickets?search=gr%C3%B6%C3%9Fe', {
        at: 'acme-corp',
        token: acme.teamMemberToken,
      });
      expect(found.body).toMatchObject({
        total: 1,
        data: [{ id: ticketId, title: 'Größe \\N "quoted" 🎫', description: 'a\tb\nc\r\n\\.' }],
      });
      const next = await world.send('POST', '/api/v1/tickets', {
        at: 'acme-corp',
        token: acme.adminToken,
        body: { boardId: found.body.data[0].boardId, title: 'after the move' },
      });
      expect(next.body).toMatchObject({ displayId: 'WEB-2' });
      const begun = await world.send('POST', '/api/v1/auth/login', {
        at: 'acme-corp',
        body: { email: 'cora@acme.test', password, code: codeAt(secret, acme.clock.now()) },
      });
      expect(begun.status, begun.text).toBe(200);
      // The database stays for the next check.
      await world.app.server.close();
      await world.app.credentials.close();
      await world.db.destroy();
      expect(expectResult(await spedyOn(url)(['audit', 'verify', '--json']))).toMatchObject({
        organizations: [{ intact: true }],
      });
    }
  });

  it('have every column of every table', async () => {
    const from = backups.emptySqlite();
    const target = await openTarget(from.url);
    await target.create(allSteps);
    const tables = await shapeOf(allSteps);
    const allowed = await allowedValues();
    const text = 'x \t\\N\\ \r\n"ü🎫\u0001';
    // The same text everywhere: every foreign key finds its row.
    for (const table of tables)
      await target.insert(table, [
        table.columns.map(({ name, type }) => {
          const value = allowed.get(`${table.name}.${name}`);
          if (type === 'bytes') return Buffer.from([0, 9, 92, 255]).toString('base64');
          return type === 'text' ? (value ?? text) : Number(value ?? 7);
        }),
      ]);
    await target.finish(allSteps);
    await target.close();
    const file = backups.newFile();
    const snapshot = await openSnapshot(from.url);
    await writeBackup(snapshot, file, { program: 'test', now: 0 }, meter);
    await snapshot.close();
    const verified = await verifyBackup(file, meter);
    expect(verified.end.tables.map(({ rows }) => rows)).toEqual(tables.map(() => 1));
    const to = await backups.empty();
    const restored = await openTarget(to.url);
    await restoreBackup(file, verified, restored, meter);
    await restored.close();
    const { db } = openDatabase(to.url, () => {});
    const row = await db.selectFrom('users').selectAll().executeTakeFirstOrThrow();
    expect([row.id, row.created_at]).toEqual([text, 7]);
    // The change feed has a mark: a reader of before knows that it missed changes.
    const changes = await db.selectFrom('changes').selectAll().execute();
    expect(changes).toMatchObject([{ subject: null, swept_below: changes[0]?.position }]);
    await db.destroy();
  });
});

/** The first value that a column with a constraint allows, by table and column. */
async function allowedValues(): Promise<Map<string, string>> {
  const { db, types } = openDatabase('sqlite::memory:', () => {});
  for (const step of Object.values(migrationSteps)) await step(db, types);
  const { rows } = await sql<{ name: string; sql: string }>`
    select name, sql from sqlite_master where type = 'table'`.execute(db);
  await db.destroy();
  return new Map(
    rows.flatMap(({ name, sql: definition }) =>
      [...definition.matchAll(/check ?\("?(\w+)"? in \('?(\w+)/gi)].map(([, column, value = '']) => [
        `${name}.${column}`,
        value,
      ]),
    ),
  );
}
