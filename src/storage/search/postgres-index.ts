import { sql } from 'kysely';
import { compileOnce, type Placeholders } from '../compile-once.ts';
import type { Database } from '../database.ts';
import { addSamples, replaceSample } from './samples-queries.ts';
import type { Candidate, SearchIndex } from './search-index.ts';
import { rangeToken, type Token } from './tokens.ts';

/**
 * The index is a GIN index on an array of tokens, which needs no extension. GIN does not know an order, so each ticket also
 * has the tokens of the ranges of tickets that it is in, and a search reads range after range, newest first.
 */
export const postgresIndex: SearchIndex = {
  add: async (trx, organizationId, tickets) => {
    let ordinal = await lastOrdinal(trx, organizationId);
    for (const { id, tokens } of tickets) {
      ordinal += 1;
      const all = withRanges(organizationId, ordinal, tokens);
      await insertTokens(trx, { organizationId, id, ordinal, tokens: all });
      await addSamples(trx, organizationId, [{ id, position: ordinal, tokens }]);
    }
  },

  addOlder: async (trx, organizationId, tickets, first) => {
    const rows = tickets.map(({ id, tokens }, index) => {
      const ordinal = first + index;
      return sql`(${organizationId}, ${id}, ${ordinal}::integer, ${withRanges(organizationId, ordinal, tokens)}::integer[])`;
    });
    if (rows.length > 0)
      await sql`insert into ticket_search (organization_id, ticket_id, ordinal, tokens) values ${sql.join(rows)}`.execute(
        trx,
      );
    await addSamples(
      trx,
      organizationId,
      tickets.map((ticket, index) => ({ ...ticket, position: first + index })),
    );
  },

  replace: async (trx, organizationId, ticket) => {
    const { rows } = await sql<{ ordinal: number }>`
      select ordinal from ticket_search
      where organization_id = ${organizationId} and ticket_id = ${ticket.id}`.execute(trx);
    const [row] = rows;
    if (!row) return;
    await sql`
      update ticket_search set tokens = ${withRanges(organizationId, row.ordinal, ticket.tokens)}::integer[]
      where organization_id = ${organizationId} and ticket_id = ${ticket.id}`.execute(trx);
    await replaceSample(trx, organizationId, { ...ticket, position: row.ordinal });
  },

  // However high a given position is, no more ranges are read than there are.
  endOf: async (db, organizationId, before) => {
    const end = (await lastOrdinal(db, organizationId)) + 1;
    return before === null ? end : Math.min(before, end);
  },

  newest: async (db, { organizationId, all, any, checkedBoards }, stretch, limit) => {
    // All tickets with a token are one range too.
    const ranges = stretch.isRare
      ? all.slice(0, 1)
      : rangesBetween(organizationId, stretch.from, stretch.before - 1);
    // An index has no tokens that are computed, so it is not used for them.
    const checked = checkedBoards !== null ? sql`(s.tokens || '{}'::integer[])` : sql`s.tokens`;
    const onBoards = any === null ? sql`` : sql`and ${checked} && ${any}::integer[]`;
    // A nested loop reads the ranges in order, and only as many as it needs. GIN reads two conditions in turn, and skips in
    // each what the other one does not have. A sum is not looked up in the index of ordinals, which has all tickets.
    const { rows } = await sql<Candidate>`
      select ticket.id, ticket.position
      from unnest(${ranges}::integer[]) as range(token)
      cross join lateral (
        select s.ticket_id as id, s.ordinal as position
        from ticket_search as s
        where s.tokens @> ${all}::integer[] and s.tokens @> array[range.token] ${onBoards}
          and s.organization_id = ${organizationId}
          and s.ordinal + 0 >= ${stretch.from} and s.ordinal + 0 < ${stretch.before}
        order by s.ordinal desc, s.ticket_id desc
      ) as ticket
      limit ${limit}`.execute(db);
    return rows;
  },

  createdAt: async (db, organizationId, position) => {
    const { rows } = await sql<{ createdAt: number }>`
      select t.created_at as "createdAt"
      from ticket_search as s join tickets as t on t.organization_id = s.organization_id and t.id = s.ticket_id
      where s.organization_id = ${organizationId} and s.ordinal = ${position} limit 1`.execute(db);
    return rows[0]?.createdAt ?? null;
  },

  // In `from`, PostgreSQL keeps the rows of the function: it does not parse the list again for each row of another table.
  tableOf: (ids) =>
    sql`(select id from json_array_elements_text(${JSON.stringify(ids)}::json) as found (id))`,
};

/** Sizes of ranges as powers of two. The newest tickets are in small ranges, because a search reads a range whole. */
const rangeBits = [10, 12, 14] as const;

/**
 * Returns the number of the organization's newest ticket, also if that one is not in the index yet, or -1. Tickets that are
 * created at the same time can get the same number: they do not wait for each other, and only the size of a range depends on
 * it.
 */
async function lastOrdinal(db: Database, organizationId: string): Promise<number> {
  const [row] = await readLastOrdinal(db, { organizationId });
  return row?.ordinal ?? -1;
}

const readLastOrdinal = compileOnce(
  (db, { organizationId }: Placeholders<{ readonly organizationId: string }>) =>
    db.selectNoFrom(
      sql<number>`greatest(
        (select ordinal from ticket_search where organization_id = ${organizationId}
          order by organization_id desc, ordinal desc limit 1),
        (select next_ordinal from search_fills where organization_id = ${organizationId}),
        -1
      )`.as('ordinal'),
    ),
);

type NewTokens = {
  readonly organizationId: string;
  readonly id: string;
  readonly ordinal: number;
  readonly tokens: readonly Token[];
};

/** Its response is not awaited, so it travels with what follows. */
const insertTokens = compileOnce(
  (db, { organizationId, id, ordinal, tokens }: Placeholders<NewTokens>) => ({
    compile: () =>
      sql`insert into ticket_search (organization_id, ticket_id, ordinal, tokens)
        values (${organizationId}, ${id}, ${ordinal}::integer, ${tokens}::integer[])`.compile(db),
  }),
  { unread: true },
);

function withRanges(organizationId: string, ordinal: number, tokens: readonly Token[]): Token[] {
  return [...rangeBits.map((bits) => rangeToken(organizationId, bits, ordinal)), ...tokens];
}

/**
 * Returns the tokens of ranges that together have all tickets from one number to another, newest first. No range is larger
 * than all before it: a search for a common word ends soon, and one for a rare word reads few ranges.
 */
function rangesBetween(organizationId: string, from: number, last: number): Token[] {
  const [smallest] = rangeBits;
  const ranges: Token[] = [];
  // The newest range is not full yet.
  const whole = ((last >> smallest) + 1) << smallest;
  let end = whole;
  while (end > from) {
    const fits = (bits: number) => end % 2 ** bits === 0 && 2 ** bits <= whole - end;
    const bits = rangeBits.findLast(fits) ?? smallest;
    ranges.push(rangeToken(organizationId, bits, end - 1));
    end -= 2 ** bits;
  }
  return ranges;
}
