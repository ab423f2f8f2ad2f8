import { describe, expect, it } from 'vitest';
import { queryCalls } from './query-calls.ts';
import { modulesUnder, read } from './repository.ts';

const mayQuery = /queries\.ts$|^src\/storage\//;

describe('the query builder', () => {
  it('is called in queries.ts and storage/ only', () => {
    const calls = modulesUnder('src').map((path) => ({ path, calls: queryCalls(read(path)) }));
    const callers = calls.filter(({ calls }) => calls.length > 0).map(({ path }) => path);
    expect(callers.length).toBeGreaterThan(30);
    expect(callers.filter((path) => !mayQuery.test(path))).toEqual([]);
  });
});

describe('queryCalls', () => {
  it.each([
    [`db.selectFrom('users').selectAll().execute();`, ['selectFrom']],
    [`trx.insertInto('users').values(row).execute();`, ['insertInto']],
    [`db.updateTable('users').set({ state }).execute();`, ['updateTable']],
    [`await trx.deleteFrom('users').executeTakeFirst();`, ['executeTakeFirst', 'deleteFrom']],
    [`db\n  .with('own', own)\n  .selectFrom('own');`, ['selectFrom']],
    [`query.where((eb) => eb.exists(eb.selectFrom('users')));`, ['selectFrom']],
    [`db?.selectFrom('users');`, ['selectFrom']],
    [`db['selectFrom']('users');`, ['selectFrom']],
    [`const select = db.selectFrom.bind(db);`, ['selectFrom']],
    ['sql`select 1`.execute(db);', ['sql']],
    ['const count = sql<number>`count(*)`;', ['sql']],
    [`const column = sql.ref('users.id');`, ['sql']],
    [`class Store { read() { return this.#db.selectFrom('users'); } }`, ['selectFrom']],
  ])('finds the call in %j', (text, calls) => {
    expect(queryCalls(text)).toEqual(calls);
  });

  it.each([
    `// db.selectFrom('users')`,
    `const text = "db.selectFrom('users')";`,
    `const page = html\`selectFrom\`;`,
    `type Select = Database['selectFrom'];`,
    `import { sql } from 'kysely';`,
    `selectFrom(list);`,
    `findMember(db, organizationId, id);`,
  ])('finds no call in %j', (text) => {
    expect(queryCalls(text)).toEqual([]);
  });
});
