import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/storage/database.ts';
import { withDeadline } from '../../../src/storage/deadline.ts';
import { migrationSteps } from '../../../src/storage/migrations/list.ts';
import { fillNext } from '../../../src/storage/search/fill-queries.ts';
import { searchIndexOf } from '../../../src/storage/search/index-of.ts';
import { isFilled, isSearchReady } from '../../../src/storage/search/readiness-queries.ts';
import { mostSamples, readSamples } from '../../../src/storage/search/samples-queries.ts';
import type { Candidate, Stretch, Wanted } from '../../../src/storage/search/search-index.ts';
import { buildTokenIndex } from '../../../src/storage/search/token-index.ts';
import {
  boardToken,
  isSample,
  searchTokens,
  ticketTokens,
  wordTokens,
} from '../../../src/storage/search/tokens.ts';
import { minute } from '../../support/clock.ts';
import { createTestDatabase, databaseKind, type TestDatabase } from '../../support/databases/database.ts';

/** Larger than the first ranges that a search reads, on both databases. */
const count = 18_000;
const slice = 1_000;
const organizationId = 'org_1';
const other = 'org_2';

/** Every ticket has `common`; one in 1,000 has `rare`; only old ones have `former`. */
const textOf = (index: number) =>
  `common${index % 1_000 === 0 ? ' rare' : ''}${index < 9_000 ? ' former' : ''}`;
const whole: Stretch = { before: 30_000, from: 0, isRare: false };
const idOf = (index: number) => `tkt_${String(index).padStart(23, '0')}`;

describe('the search index', () => {
  let database: TestDatabase;
  let opened: ReturnType<typeof openDatabase>;
  beforeAll(async () => {
    database = await createTestDatabase({ empty: true });
    opened = openDatabase(database.url, () => {});
    const { db, types } = opened;
    await withDeadline(5 * minute, () =>
      db.transaction().execute(async (trx) => {
        const steps = Object.entries(migrationSteps);
        for (const [name, step] of steps) if (name < '0023') await step(trx, types);
        await insertTickets(trx, organizationId, count);
        await insertTickets(trx, other, 1_000);
        for (const [name, step] of steps) if (name >= '0023') await step(trx, types);
      }),
    );
    while ((await Promise.all([fillNext(db, slice), fillNext(db, slice)])).some((added) => added === slice));
    if (databaseKind === 'postgres') await buildTokenIndex(db);
  }, 5 * minute);
  afterAll(async () => {
    await opened.db.destroy();
    await database.drop();
  });

  const everywhere = { any: null, checkedBoards: null };
  const candidates = (
    text: string,
    limit: number,
    where?: Partial<Omit<Wanted, 'organizationId'>>,
    stretch?: Partial<Stretch>,
  ) =>
    searchIndexOf(opened.db).newest(
      opened.db,
      {
        organizationId,
        all: searchTokens(organizationId, 'text', text),
        ...everywhere,
        ...where,
      },
      { ...whole, ...stretch },
      limit,
    );
  const newest = async (...of: Parameters<typeof candidates>) => idsOf(await candidates(...of));
  const indexes = Array.from({ length: count }, (_, index) => count - 1 - index);

  it('has the tickets from before it, newest first', async () => {
    expect(await isSearchReady(opened.db)).toBe(true);
    expect(await newest('common', 500)).toEqual(indexes.slice(0, 500).map(idOf));
    expect(await newest('common', count + 1)).toEqual(indexes.map(idOf));
  });

  it.each([false, true])(
    'finds those of boards, also if these are checked one by one: %s',
    async (isChecked) => {
      const rare = indexes.filter((index) => index % 1_000 === 0).map(idOf);
      const on = (...boards: string[]) => ({
        any: boards.map((id) => boardToken(organizationId, id)),
        checkedBoards: isChecked ? boards : null,
      });
      expect(await newest('rare', 500, on('brd_1'))).toEqual(rare);
      expect(await newest('rare', 500, on('brd_2', 'brd_1'))).toEqual(rare);
      expect(await newest('rare', 500, on('brd_2'))).toEqual([]);
    },
  );

  it('finds words beside each other', async () => {
    const found = (text: string) => newest('common', 10_000, { all: wordTokens(organizationId, text) });
    const former = indexes.filter((index) => index < 9_000 && index % 1_000 !== 0).map(idOf);
    expect(await found('common former')).toEqual(former);
    expect(await found('common rare former')).toHaveLength(9);
    expect(await found('former common')).toEqual([]);
    expect(wordTokens(organizationId, 'common for')).toEqual([]);
  });

  it('finds rare texts and those of old tickets', async () => {
    const rare = indexes.filter((index) => index % 1_000 === 0).map(idOf);
    expect(await newest('rare', 500)).toEqual(rare);
    expect(await newest('former', 500)).toEqual(
      indexes
        .filter((index) => index < 9_000)
        .slice(0, 500)
        .map(idOf),
    );
    expect(await newest('absent', 500)).toEqual([]);
  });

  it('finds those of a stretch, also if all tickets with a token are read at once', async () => {
    const all = await candidates('common', count);
    const [before, from] = [all[3_000]?.position ?? 0, all[14_500]?.position ?? 0];
    expect(await newest('common', count, {}, { before })).toEqual(indexes.slice(3_001).map(idOf));
    expect(await newest('common', count, {}, { before, from })).toEqual(
      indexes.slice(3_001, 14_501).map(idOf),
    );
    expect(await newest('common', 700, {}, { isRare: true })).toEqual(indexes.slice(0, 700).map(idOf));
    const { db } = opened;
    const created = (position: number) => searchIndexOf(db).createdAt(db, organizationId, position);
    expect(await created(all[0]?.position ?? 0)).toBeGreaterThan((await created(from)) ?? Infinity);
    expect(await created(from + 1_000_000)).toBeNull();
  });

  it('knows samples of common tokens', async () => {
    const { db } = opened;
    const [common = 0] = searchTokens(organizationId, 'text', 'com');
    const [absent = 0] = searchTokens(organizationId, 'text', 'abs');
    const samples = indexes.map(idOf).filter(isSample);
    expect(samples.length).toBeGreaterThan(mostSamples);
    const positions = new Map((await candidates('common', count)).map(({ id, position }) => [id, position]));
    const placed = samples.map((id) => positions.get(id) ?? 0);
    const read = await readSamples(db, organizationId, [common, absent], whole.before);
    expect(read.get(common)).toEqual(placed.slice(0, mostSamples));
    expect(read.get(absent)).toEqual([]);
    const older = await readSamples(db, organizationId, [common], placed[2] ?? 0);
    expect(older.get(common)).toEqual(placed.slice(3, 3 + mostSamples));
  });

  it('forgets a deleted ticket', async () => {
    const { db } = opened;
    await sql`delete from tickets where organization_id = ${organizationId} and id = ${idOf(1_000)}`.execute(
      db,
    );
    expect(await newest('rare', 500)).not.toContain(idOf(1_000));
    // A new ticket must not get the tokens of the deleted one.
    expect(await newest('rare', 500)).toHaveLength(count / 1_000 - 1);
  });
});

describe('the search index of an older database', () => {
  let database: TestDatabase;
  let opened: ReturnType<typeof openDatabase>;
  beforeAll(async () => {
    database = await createTestDatabase({ empty: true });
    opened = openDatabase(database.url, () => {});
    const { db, types } = opened;
    await withDeadline(minute, () =>
      db.transaction().execute(async (trx) => {
        const steps = Object.entries(migrationSteps);
        for (const [name, step] of steps) if (name < '0023') await step(trx, types);
        await insertTickets(trx, other, 500);
        await insertTickets(trx, organizationId, 1_000);
        for (const [name, step] of steps) if (name >= '0023') await step(trx, types);
      }),
    );
  }, minute);
  afterAll(async () => {
    await opened.db.destroy();
    await database.drop();
  });
  const wordsOf = (text: string, organization = organizationId) =>
    ticketTokens(organization, 'brd_1', `web-1\n\n${text}`);
  const found = async (text: string, organization = organizationId) =>
    idsOf(
      await searchIndexOf(opened.db).newest(
        opened.db,
        {
          organizationId: organization,
          all: searchTokens(organization, 'text', text),
          any: null,
          checkedBoards: null,
        },
        whole,
        2_000,
      ),
    );

  it('is filled in slices that can stop between them, while tickets are created and changed', async () => {
    const { db } = opened;
    const index = searchIndexOf(db);
    expect([await isFilled(db), await isSearchReady(db)]).toEqual([false, false]);
    expect(await fillNext(db, 300)).toBe(300);

    const at = 2_000;
    await sql`
      insert into tickets (organization_id, id, board_id, number, title, description, status, priority, author_id,
        search_text, created_at, updated_at)
      values (${organizationId}, ${idOf(at)}, 'brd_1', ${at}, '', '', 'TODO', 'LOW', 'usr_1', ${`web-1\n\ncommon`},
        ${at}, ${at})`.execute(db);
    await db
      .transaction()
      .execute((trx) => index.add(trx, organizationId, [{ id: idOf(at), tokens: wordsOf('common') }]));
    // One that is in the index already, and one that is not.
    for (const changed of [idOf(990), idOf(5)])
      await db.transaction().execute(async (trx) => {
        await sql`
          update tickets set search_text = ${'web-1\n\ncommon zebra'}
          where organization_id = ${organizationId} and id = ${changed}`.execute(trx);
        await index.replace(trx, organizationId, { id: changed, tokens: wordsOf('common zebra') });
      });

    expect(await fillNext(db, 400)).toBe(400);
    expect(await isFilled(db)).toBe(false);
    expect(await fillNext(db, 5_000)).toBe(800);
    expect(await fillNext(db, 5_000)).toBe(0);
    expect(await isFilled(db)).toBe(true);
    expect(await found('common')).toEqual(
      [at, ...Array.from({ length: 1_000 }, (_, age) => 999 - age)].map(idOf),
    );
    expect(await found('common', other)).toHaveLength(500);
    expect(await found('zebra')).toEqual([990, 5].map(idOf));
  });

  it.runIf(databaseKind === 'postgres')(
    'is built again if its building was interrupted, by one process',
    async () => {
      const { db } = opened;
      await fillNext(db, 5_000);
      await sql`create index ticket_search_by_token on ticket_search using gin (tokens)`.execute(db);
      await sql`update pg_index set indisvalid = false where indexrelid = 'ticket_search_by_token'::regclass`.execute(
        db,
      );
      expect(await isSearchReady(db)).toBe(false);
      const built = await Promise.all([buildTokenIndex(db), buildTokenIndex(db)]);
      expect(built).toContain(true);
      expect(await isSearchReady(db)).toBe(true);
      expect(await buildTokenIndex(db)).toBe(true);
    },
  );
});

function idsOf(candidates: readonly Candidate[]): string[] {
  return candidates.map(({ id }) => id);
}

async function insertTickets(
  trx: Parameters<typeof searchIndexOf>[0],
  organization: string,
  tickets: number,
): Promise<void> {
  await sql`
    insert into organizations (id, slug, name, plan, pats_enabled, expiry_required, registration, two_factor_required, created_at)
    values (${organization}, ${organization}, 'Acme', 'pro', 1, 0, 'open', 0, 1)`.execute(trx);
  await sql`
    insert into users (organization_id, id, email, email_key, name, role, state, created_at)
    values (${organization}, 'usr_1', 'ada', 'ada', 'Ada', 'ADMIN', 'active', 1)`.execute(trx);
  await sql`
    insert into boards (organization_id, id, key, name, last_ticket_number, created_at)
    values (${organization}, 'brd_1', 'WEB', 'Website', 1, 1)`.execute(trx);
  const batch = 500;
  for (let start = 0; start < tickets; start += batch) {
    const rows = Array.from({ length: batch }, (_, offset) => {
      const index = start + offset;
      return sql`(${organization}, ${idOf(index)}, 'brd_1', ${sql.lit(index)}, '', '', 'TODO', 'LOW', 'usr_1',
        ${`web-${index}\n\n${textOf(index)}`}, ${sql.lit(index)}, ${sql.lit(index)})`;
    });
    await sql`
      insert into tickets (organization_id, id, board_id, number, title, description, status, priority, author_id,
        search_text, created_at, updated_at)
      values ${sql.join(rows)}`.execute(trx);
  }
}
