import { sql } from 'kysely';
import type { Database } from '../database.ts';
import type { SearchIndex } from './search-index.ts';
import { rangeToken, type Token } from './tokens.ts';

/**
 * The index is a GIN index on an array of tokens, which needs no extension. GIN does not know an order, so each ticket also
 * has the tokens of the ranges of tickets that it is in, and a search reads range after range, newest first.
 */
export const postgresIndex: SearchIndex = {
  add: async (trx, organizationId, tickets) =>
    postgresIndex.addOlder(trx, organizationId, tickets, (await lastOrdinal(trx, organizationId)) + 1),

  addOlder: async (trx, organizationId, tickets, first) => {
    const rows = tickets.map(({ id, tokens }, index) => {
      const ordinal = first + index;
      return sql`(${organizationId}, ${id}, ${ordinal}::integer, ${withRanges(organizationId, ordinal, tokens)}::integer[])`;
    });
    if (rows.length > 0)
      await sql`insert into ticket_search (organization_id, ticket_id, ordinal, tokens) values ${sql.join(rows)}`.execute(
        trx,
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
  },

  newest: async (db, { organizationId, all, any, checkedBoards }, limit) => {
    const ranges = rangesUpTo(organizationId, await lastOrdinal(db, organizationId));
    // An index has no tokens that are computed, so it is not used for them.
    const checked = checkedBoards !== null ? sql`(s.tokens || '{}'::integer[])` : sql`s.tokens`;
    const onBoards = any === null ? sql`` : sql`and ${checked} && ${any}::integer[]`;
    // A nested loop reads the ranges in order, and only as many as it needs.
    const { rows } = await sql<{ id: string }>`
      select ticket.id
      from unnest(${ranges}::integer[]) as range(token)
      cross join lateral (
        select s.ticket_id as id
        from ticket_search as s
        where s.tokens @> (${all}::integer[] || range.token) ${onBoards} and s.organization_id = ${organizationId}
        order by s.ordinal desc, s.ticket_id desc
      ) as ticket
      limit ${limit}`.execute(db);
    return rows.map(({ id }) => id);
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
  const { rows } = await sql<{ ordinal: number }>`
    select greatest(
      (select ordinal from ticket_search where organization_id = ${organizationId}
        order by organization_id desc, ordinal desc limit 1),
      (select next_ordinal from search_fills where organization_id = ${organizationId}),
      -1
    ) as ordinal`.execute(db);
  return rows[0]?.ordinal ?? -1;
}

function withRanges(organizationId: string, ordinal: number, tokens: readonly Token[]): Token[] {
  return [...rangeBits.map((bits) => rangeToken(organizationId, bits, ordinal)), ...tokens];
}

/**
 * Returns the tokens of ranges that together have all tickets up to a number, newest first. No range is larger than all
 * before it: a search for a common word ends soon, and one for a rare word reads few ranges.
 */
function rangesUpTo(organizationId: string, last: number): Token[] {
  const [smallest] = rangeBits;
  const ranges: Token[] = [];
  // The newest range is not full yet.
  const whole = ((last >> smallest) + 1) << smallest;
  let end = whole;
  while (end > 0) {
    const fits = (bits: number) => end % 2 ** bits === 0 && 2 ** bits <= whole - end;
    const bits = rangeBits.findLast(fits) ?? smallest;
    ranges.push(rangeToken(organizationId, bits, end - 1));
    end -= 2 ** bits;
  }
  return ranges;
}
