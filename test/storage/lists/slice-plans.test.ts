import { CompiledQuery } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { unlistTokensOf } from '../../../src/tokens/queries.ts';
import { databaseKind } from '../../support/databases/database.ts';
import { type Acme, createAcme } from '../../support/world.ts';
import { queriesOf } from './bounded-queries.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.close());

/**
 * PostgreSQL expects few rows of an organization where its statistics are old. A condition with `in` then made it run the
 * limited query again for each of them: a slice of 200 rows of 1,000 took seconds.
 */
it('finds the rows of a slice once, whatever the statistics say', async () => {
  const { id } = (await acme.send('GET', '/api/v1/organization', { token: acme.adminToken })).body;
  let changed = 0;
  const [update] = await queriesOf(acme.db, async (db) => {
    changed = await unlistTokensOf(db, id, acme.admin.id, 200, acme.clock.now());
  });
  expect(changed).toBe(1);
  const explain = databaseKind === 'sqlite' ? 'explain query plan' : 'explain';
  const { rows } = await acme.db.executeQuery(
    CompiledQuery.raw(`${explain} ${update?.sql}`, [...(update?.parameters ?? [])]),
  );
  const plan = JSON.stringify(rows);
  expect(plan).not.toMatch(/Join|Nested Loop|CORRELATED/);
  expect(plan).toMatch(/InitPlan|LIST SUBQUERY/);
});
