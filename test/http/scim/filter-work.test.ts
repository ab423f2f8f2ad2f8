import { type CompiledQuery, DefaultQueryExecutor } from 'kysely';
import { expect, it, vi } from 'vitest';
import { createTestDatabase, databaseKind } from '../../support/databases/database.ts';
import { postgresRows } from '../../support/databases/postgres-rows.ts';
import { sqliteSteps } from '../../support/databases/sqlite-steps.ts';
import { fillLists } from '../../support/long-lists.ts';
import { createScimToken, identityProvider } from '../../support/scim.ts';
import { createAcme } from '../../support/world.ts';

const members = 10_050;
const names = Array.from({ length: 40 }, (_, i) => `m${100 + i}@acme.test`);

/** Finds the members with the names by one filter; returns their userNames, and the queries. */
async function findByAlternatives(databaseUrl: string) {
  const acme = await createAcme({ databaseUrl });
  const { id } = (await acme.send('GET', '/api/v1/organization', { token: acme.adminToken })).body;
  await fillLists(acme.db, id, acme.admin.id, members);
  const idp = identityProvider(acme, (await createScimToken(acme)).token);
  const queries: CompiledQuery[] = [];
  const execute = DefaultQueryExecutor.prototype.executeQuery;
  const executed = vi.spyOn(DefaultQueryExecutor.prototype, 'executeQuery').mockImplementation(function (
    this: DefaultQueryExecutor,
    query,
  ) {
    queries.push(query);
    return execute.call(this, query) as never;
  });
  const found = await idp.find(names.map((name) => `userName eq "${name}"`).join(' or '));
  executed.mockRestore();
  await acme.close();
  return { found, queries };
}

it('looks only at the members whom a filter with alternatives names', { timeout: 60_000 }, async () => {
  const { url, drop } = await createTestDatabase();
  const { found, queries } = await findByAlternatives(url);
  expect(found.toSorted()).toEqual(names);
  const work = await (databaseKind === 'sqlite' ? sqliteSteps(url) : postgresRows(url));
  const most = Math.max(...(await work.count([], queries)));
  await work.close();
  await drop();
  // Steps of SQLite, which takes more than ten to look at a member, or rows that PostgreSQL reads.
  expect(most).toBeLessThan(databaseKind === 'sqlite' ? 5 * members : members / 5);
});
