import { Migrator } from 'kysely/migration';
import { day, dayOf } from '../../src/access/policy.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { withDeadline } from '../../src/storage/deadline.ts';
import { migrationSteps } from '../../src/storage/migrations/list.ts';
import { insertApplication, insertConnections } from './connection-rows.ts';
import {
  countsOf,
  type DataSet,
  daysOfUsage,
  fewTokens,
  largeSlug,
  type Making,
  targets,
  timeOf,
} from './data-set.ts';
import {
  finishOrganization,
  insertMember,
  insertOrganization,
  insertToken,
  type Place,
} from './organization-rows.ts';
import { Values } from './random.ts';
import { openSink, type Sink } from './sink.ts';
import { insertTickets, rareWord } from './ticket-rows.ts';

/**
 * The rows are inserted into this schema and migrated from there, because later migrations also fill what they add, such
 * as indexes of words and counters. Released migrations do not change, so neither do the rows.
 */
const lastStep = '0019-names';
const migrationDeadline = 60_000;
const boards = 20;
const members = 100;

/**
 * Fills an empty database in the schema of `lastStep` with one organization of `tickets` tickets beside small ones. The
 * server migrates it to the present schema when it starts.
 */
export async function buildDataSet(url: string, tickets: number): Promise<DataSet> {
  await migrateToBase(url);
  const making: Making = { counts: countsOf(tickets), at: Date.now(), values: new Values(tickets) };
  const sink = await openSink(url);
  const large = await insertLarge(sink, making);
  const neighbor = await insertSmall(sink, making);
  await sink.close();
  return {
    counts: making.counts,
    at: making.at,
    ...large,
    tokens: { ...large.tokens, neighbor },
  };
}

async function migrateToBase(url: string): Promise<void> {
  const { db, types } = openDatabase(url, () => {});
  const steps = Object.entries(migrationSteps).filter(([name]) => name <= lastStep);
  const bound = steps.map(([name, step]) => [
    name,
    { up: (trx: Parameters<typeof step>[0]) => step(trx, types) },
  ]);
  const migrator = new Migrator({ db, provider: { getMigrations: async () => Object.fromEntries(bound) } });
  const { error } = await withDeadline(migrationDeadline, () => migrator.migrateToLatest());
  await db.destroy();
  if (error) throw error;
}

async function insertLarge(sink: Sink, making: Making) {
  const { at, counts } = making;
  const place = await insertOrganization(sink, making, largeSlug, boards);
  const member = (name: string, role: 'ADMIN' | 'TEAM_MEMBER', onBoards: Place['boards']) =>
    insertMember(sink, making, place, { name, role, boards: onBoards });
  const token = (userId: string, createdAt = at, times = {}) =>
    insertToken(sink, making, place, userId, createdAt, times);

  const people: string[] = [];
  for (let index = 0; index < members; index += 1)
    people.push(await member(`member-${index}`, 'TEAM_MEMBER', [making.values.oneOf(place.boards)]));
  const few = await member('few-tokens', 'TEAM_MEMBER', place.boards.slice(0, 1));
  const many = await member('many-tokens', 'TEAM_MEMBER', place.boards.slice(0, 1));
  const admin = await member('admin', 'ADMIN', []);
  const everyBoard = await member('every-board', 'TEAM_MEMBER', place.boards);
  const displayId = await insertTickets(sink, making, place, people, counts.tickets);
  for (let index = 0; index < counts.tokens; index += 1)
    await token(people[index % members] ?? admin, timeOf(index, counts.tokens, at), {
      // Every fifth one was used last within a year, and every fourth one expires within a year.
      usedAt: index % 5 === 0 ? timeOf(index, counts.tokens, at) : at,
      expiresAt: index % 4 === 0 ? at + ((index % 365) + 1) * day : null,
    });
  const repeat = async (userId: string, count: number) => {
    let secret = '';
    for (let index = 0; index < count; index += 1) secret = await token(userId, timeOf(index, count, at));
    return secret;
  };
  const tokens = {
    admin: await token(admin),
    everyBoard: await token(everyBoard),
    oneBoard: await token(people[0] ?? admin),
    fewTokens: await repeat(few, fewTokens),
    manyTokens: await repeat(many, counts.manyTokens),
  };
  await insertUsage(sink, at);
  const blockableApplications = await insertApplications(sink, making, place, people);
  await finishOrganization(sink, making, place);
  return {
    organizationId: place.organizationId,
    tokens,
    busyMember: people[0] ?? '',
    removableMembers: people.slice(-targets),
    blockableApplications,
    hit: { word: rareWord, displayId },
  };
}

/** Inserts one count per day for every token. */
function insertUsage(sink: Sink, at: number): Promise<void> {
  const today = dayOf(at);
  return sink.run(`
    with recursive days(day) as (select ${today - daysOfUsage + 1} union all select day + 1 from days where day < ${today})
    insert into token_usage (organization_id, token_id, day, count)
    select t.organization_id, t.id, days.day, 7 from access_tokens as t cross join days`);
}

/** Returns the IDs of the applications that a run blocks. */
async function insertApplications(
  sink: Sink,
  making: Making,
  place: Place,
  people: readonly string[],
): Promise<string[]> {
  const { applications, connections, connectionsOfOne } = making.counts;
  const create = (count: number, first: number) =>
    Promise.all(
      Array.from({ length: count }, (_, index) =>
        insertApplication(sink, making, place, first + index, timeOf(index, count, making.at)),
      ),
    );
  await insertConnections(sink, making, place, await create(applications, 0), people, connections);
  const blockable = await create(targets, applications);
  for (const id of blockable) await insertConnections(sink, making, place, [id], people, connectionsOfOne);
  return blockable;
}

/** Inserts small organizations of three members, ten tickets and one token. Returns a token of the first one. */
async function insertSmall(sink: Sink, making: Making): Promise<string> {
  const secrets: string[] = [];
  for (let index = 0; index < making.counts.smallOrganizations; index += 1) {
    const place = await insertOrganization(sink, making, `small-${index}`, 1);
    const people: string[] = [];
    for (const name of ['admin', 'one', 'two'])
      people.push(
        await insertMember(sink, making, place, {
          name,
          role: name === 'admin' ? 'ADMIN' : 'TEAM_MEMBER',
          boards: place.boards,
        }),
      );
    await insertTickets(sink, making, place, people, 10);
    secrets.push(await insertToken(sink, making, place, people[0] ?? '', making.at));
    await finishOrganization(sink, making, place);
  }
  return secrets[0] ?? '';
}
