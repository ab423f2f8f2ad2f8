import { type CompiledQuery, DefaultQueryExecutor, type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildDataSet } from '../../bench/scale/build.ts';
import { type DataSet, largeSlug } from '../../bench/scale/data-set.ts';
import { type Operation, operations, type SentRequest } from '../../bench/scale/operations.ts';
import { verifyAudit } from '../../src/audit/verify.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { withDeadline } from '../../src/storage/deadline.ts';
import { currentWork, ownWork } from '../../src/storage/load/work.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { searchIndexFiller } from '../../src/tickets/search/fill-index.ts';
import { minute, TestClock } from '../support/clock.ts';
import { createTestDatabase, databaseKind } from '../support/databases/database.ts';
import { postgresRows } from '../support/databases/postgres-rows.ts';
import { sqliteSteps } from '../support/databases/sqlite-steps.ts';
import type { WorkCounter } from '../support/databases/work-counter.ts';
import { longestTurn } from '../support/longest-turn.ts';
import { createWorld, type World } from '../support/world.ts';

/** Numbers of tickets: the smallest of `bench --scale`, and a fiftieth of its largest, or what is asked for. */
const [small, large] = [500, Number(process.env.TEST_GROWTH_TICKETS || 10_000)];
/** A request with twenty times the data, or more, may take twice the steps on SQLite, or read twice the rows on PostgreSQL. */
const mostGrowth = 2;
/** Milliseconds. On an idle machine, building 10,000 tickets takes some seconds, and counting as long again. */
const timeout = Math.max(5, large / 2_000) * minute;
const [buildTimeout, countTimeout] = [timeout, timeout];

/** The operations whose work still grows with the data. Remove a name when it no longer does. */
const stillGrowing: readonly string[] = [];

/** Milliseconds of processor time in one turn of the event loop, and how often an operation may try to keep to that. */
const [longestAllowed, rounds] = [50, 3];

type Site = {
  readonly data: DataSet;
  readonly world: World;
  /** Counts work on a copy from before the first request. */
  readonly work: WorkCounter;
  readonly drop: () => Promise<void>;
};

describe('the cost of a request', () => {
  const sites: Site[] = [];
  beforeAll(async () => {
    for (const tickets of [small, large]) sites.push(await openSite(tickets));
  }, buildTimeout);
  afterAll(async () => {
    for (const { world, work, drop } of sites) {
      await world.close();
      await work.close();
      await drop();
    }
  });

  it('does not grow with the data, except for the listed ones', { timeout: countTimeout }, async () => {
    const growing: string[] = [];
    for (const operation of operations) {
      if (operation.growing) continue;
      const work: number[] = [];
      for (const site of sites) work.push(await workOf(site, operation));
      if (grows(work)) growing.push(operation.name);
    }
    expect(growing).toEqual(stillGrowing);
  });

  it('holds the event loop for at most 50 ms at a time, however much it reads', {
    timeout: countTimeout,
  }, async () => {
    const site = sites.at(-1) ?? expect.unreachable();
    const long: string[] = [];
    for (const operation of operations) {
      let shortest = Number.POSITIVE_INFINITY;
      // The first one may load modules, and any may meet a garbage collection.
      for (let round = 1; round <= rounds && shortest > longestAllowed; round += 1)
        shortest = Math.min(shortest, await turnOf(site, operation, round));
      if (shortest > longestAllowed) long.push(`${operation.name}: ${shortest} ms`);
    }
    expect(long).toEqual([]);
  });

  /** Judges a query that takes the organization's ID. */
  async function judge(query: (organizationId: string) => RawBuilder<unknown>): Promise<boolean> {
    const counts: number[] = [];
    for (const { data, world, work } of sites)
      counts.push(sum(await work.count([], [query(data.organizationId).compile(world.db)])));
    return grows(counts);
  }

  it.each<[string, (id: string) => RawBuilder<unknown>]>([
    [
      'a page in the order of an index',
      (id) =>
        sql`select id from tickets where organization_id = ${id} order by created_at desc, id desc limit 20`,
    ],
    [
      'a limited count',
      (id) =>
        sql`select count(*) as counted from (select 1 from tickets where organization_id = ${id} limit cast(${10_001} as integer)) as counted`,
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
    [
      'a limited count that has to search for its rows',
      (id) =>
        sql`select count(*) as counted from (select 1 from tickets where organization_id = ${id} and search_text like '%kalomi%' limit cast(${10_001} as integer)) as counted`,
    ],
    [
      'a change of every row',
      (id) => sql`update access_tokens set name = 'Changed' where organization_id = ${id}`,
    ],
  ])('is judged growing for %s', async (_name, query) => {
    expect(await judge(query)).toBe(true);
  });

  it('is measured on a valid audit log', async () => {
    const [{ data, world } = expect.unreachable()] = sites;
    expect(await verifyAudit(world.db, data.organizationId)).toMatchObject({ intact: true });
  });
});

async function openSite(tickets: number): Promise<Site> {
  const { url, drop } = await createTestDatabase({ empty: true });
  const data = await buildDataSet(url, tickets);
  const opened = openDatabase(url, () => {});
  await migrate(opened);
  await searchIndexFiller(opened.db, { info: () => {} })(new AbortController().signal);
  // As the autovacuum daemon does. SQLite has no statistics unless an operator collects them.
  if (databaseKind === 'postgres') await withDeadline(minute, () => sql`analyze`.execute(opened.db));
  await opened.db.destroy();
  const work = await (databaseKind === 'sqlite' ? sqliteSteps(url) : postgresRows(url));
  const world = await createWorld({ databaseUrl: url, clock: new TestClock(() => data.at) });
  return { data, world, work, drop };
}

function askAt({ world }: Site) {
  return async ({ method, path, headers, body }: SentRequest) => {
    const { Authorization: authorization = '' } = headers;
    const call = { at: largeSlug, headers: { authorization }, ...(body && { body: JSON.parse(body) }) };
    const { status, text } = await world.send(method, path, call);
    return { status, body: text };
  };
}

/** Sends the request of an operation. Returns the longest turn of the event loop, also in the work that follows. */
async function turnOf(site: Site, operation: Operation, round: number): Promise<number> {
  const ask = askAt(site);
  const request = await operation.request({ data: site.data, ask }, round);
  if (!request) return 0;
  return longestTurn(async () => {
    // A page that is too deep is refused.
    expect(await statusOf(site, request)).toBeLessThan(500);
    if (operation.changes) await site.world.app.sweep();
  });
}

/** Sends a request and drops the response as it comes: to keep and parse a long one takes a long turn of the test's own. */
async function statusOf({ world }: Site, { method, path, headers, body }: SentRequest): Promise<number> {
  const response = await world.app.server.inject({
    method: method as 'GET',
    url: path,
    headers: { ...headers },
    ...(body && { payload: body }),
    payloadAsStream: true,
  });
  for await (const chunk of response.stream()) expect(chunk.length).toBeGreaterThan(0);
  return response.statusCode;
}

/** Sends the request of an operation. Returns the work of its queries. */
async function workOf(site: Site, operation: Operation): Promise<number> {
  const { data, work } = site;
  const ask = askAt(site);
  const queries: CompiledQuery[] = [];
  const execute = DefaultQueryExecutor.prototype.executeQuery;
  const executed = vi.spyOn(DefaultQueryExecutor.prototype, 'executeQuery').mockImplementation(function (
    this: DefaultQueryExecutor,
    query,
  ) {
    // What follows a change is the server's own work.
    if (currentWork() !== ownWork) queries.push(query);
    return execute.call(this, query) as never;
  });
  try {
    const request = await operation.request({ data, ask }, 0);
    if (!request) return 0;
    const prepared = queries.length;
    const { status } = await ask(request);
    expect({ name: operation.name, failed: status >= 300 }).toEqual({ name: operation.name, failed: false });
    const before = operation.changes ? queries.slice(0, prepared) : [];
    return sum(await work.count(before, queries.slice(prepared)));
  } finally {
    executed.mockRestore();
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function grows([few = 0, many = 0]: readonly number[]): boolean {
  return many > mostGrowth * few;
}
