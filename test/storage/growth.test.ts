import { type CompiledQuery, type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildDataSet } from '../../bench/scale/build.ts';
import { type DataSet, largeSlug } from '../../bench/scale/data-set.ts';
import { type Operation, operations } from '../../bench/scale/operations.ts';
import { verifyAudit } from '../../src/audit/verify.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { withDeadline } from '../../src/storage/deadline.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { minute, TestClock } from '../support/clock.ts';
import { createTestDatabase, databaseKind } from '../support/databases/database.ts';
import { growthOnSqlite, rowsReadOnPostgres } from '../support/databases/query-growth.ts';
import { createWorld, type World } from '../support/world.ts';

/** Numbers of tickets. The first page of each list is full at both. */
const [small, large] = [600, 3_600];
/** A request with six times the data may read twice the rows. */
const mostGrowth = 2;

const searches = [
  'tickets, search with one hit',
  'tickets, search with one hit, a member on all boards',
  'tickets, search without a hit',
  'tickets, search for a common word',
  'tickets, search for a display ID',
];
/**
 * The reads that still grow with the data. Remove a name when it no longer does. Those of the audit log and of applications
 * grow only because they count, up to 10,000 events and 1,000 connections.
 */
const stillGrowing: Readonly<Record<typeof databaseKind, readonly string[]>> = {
  sqlite: searches,
  postgres: [...searches, 'audit log, one kind of action', 'audit log, the old half', 'applications, page 1'],
};

type Site = { readonly data: DataSet; readonly world: World; readonly drop: () => Promise<void> };

describe('the cost of reads', () => {
  const sites: Site[] = [];
  beforeAll(async () => {
    for (const tickets of [small, large]) sites.push(await openSite(tickets));
  });
  afterAll(async () => {
    for (const { world, drop } of sites) {
      await world.close();
      await drop();
    }
  });

  it('does not grow with the data, except for the listed ones', async () => {
    const growing: string[] = [];
    for (const operation of operations) {
      if (operation.changes || operation.growing) continue;
      const queries = [];
      for (const site of sites) queries.push(await queriesOf(site, operation));
      if (await grows(sites, queries)) growing.push(operation.name);
    }
    expect(growing).toEqual(stillGrowing[databaseKind]);
  });

  /** Judges a query that takes the organization's ID. */
  const judge = (query: (organizationId: string) => RawBuilder<unknown>) =>
    grows(
      sites,
      sites.map(({ data, world }) => [query(data.organizationId).compile(world.db)]),
    );

  it.each<[string, (id: string) => RawBuilder<unknown>]>([
    [
      'a page in the order of an index',
      (id) =>
        sql`select id from tickets where organization_id = ${id} order by created_at desc, id desc limit 20`,
    ],
    [
      'a limited count',
      (id) =>
        sql`select count(*) from (select 1 from tickets where organization_id = ${id} limit ${10_001}) as counted`,
    ],
  ])('is judged constant for %s', async (_name, query) => {
    expect(await judge(query)).toBe(false);
  });

  it.each<[string, (id: string) => RawBuilder<unknown>]>([
    ['a count', (id) => sql`select count(*) from tickets where organization_id = ${id}`],
    [
      'a page in another order',
      (id) => sql`select id from tickets where organization_id = ${id} order by title limit 20`,
    ],
    [
      'a search in every row',
      (id) =>
        sql`select id from tickets where organization_id = ${id} and search_text like '%zebra%' order by created_at desc, id desc limit 20`,
    ],
  ])('is judged growing for %s', async (_name, query) => {
    expect(await judge(query)).toBe(true);
  });

  it('is measured on a valid audit log', async () => {
    for (const { data, world } of sites)
      expect(await verifyAudit(world.db, data.organizationId)).toEqual({
        intact: true,
        events: data.counts.events,
      });
  });
});

async function openSite(tickets: number): Promise<Site> {
  const { url, drop } = await createTestDatabase({ empty: true });
  const data = await buildDataSet(url, tickets);
  const opened = openDatabase(url, () => {});
  await migrate(opened);
  // As the autovacuum daemon does. SQLite has no statistics unless an operator collects them.
  if (databaseKind === 'postgres') await withDeadline(minute, () => sql`analyze`.execute(opened.db));
  await opened.db.destroy();
  return { data, world: await createWorld({ databaseUrl: url, clock: new TestClock(() => data.at) }), drop };
}

/** Returns the queries that a request sends. */
async function queriesOf({ data, world }: Site, operation: Operation): Promise<CompiledQuery[]> {
  const ask = async (path: string, authorization: string) => {
    const { status, text } = await world.send('GET', path, { at: largeSlug, headers: { authorization } });
    return { status, body: text };
  };
  const request = await operation.request(
    { data, ask: ({ path, headers }) => ask(path, headers.Authorization ?? '') },
    0,
  );
  if (!request) return [];
  const executed = vi.spyOn(world.db.getExecutor(), 'executeQuery');
  const { status } = await ask(request.path, request.headers.Authorization ?? '');
  const queries = executed.mock.calls.map(([query]) => query);
  executed.mockRestore();
  expect({ name: operation.name, status }).toEqual({ name: operation.name, status: 200 });
  return queries;
}

async function grows(sites: readonly Site[], queries: readonly CompiledQuery[][]): Promise<boolean> {
  if (databaseKind === 'sqlite')
    return growthOnSqlite(sites[1]?.world.databaseUrl ?? '', queries[1] ?? []).length > 0;
  const rows: number[] = [];
  for (const [index, { world }] of sites.entries())
    rows.push(await rowsReadOnPostgres(world.databaseUrl, queries[index] ?? []));
  const [few = 0, many = 0] = rows;
  return many > mostGrowth * few;
}
