import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../database.ts';
import type { SearchIndex, Wanted } from './search-index.ts';
import type { Token } from './tokens.ts';

/**
 * The index is an FTS5 table whose words are tokens. It stores no text and no positions, only which rows have a token, in
 * the order of rows. `ticket_search` gives a row its ticket.
 */
export const sqliteIndex: SearchIndex = {
  add: async (trx, organizationId, tickets) => {
    if (tickets.length === 0) return;
    const keys = tickets.map(({ id }) => sql`(${organizationId}, ${id})`);
    const { rows } = await sql<{ position: number; id: string }>`
      insert into ticket_search (organization_id, ticket_id) values ${sql.join(keys)}
      returning position, ticket_id as id`.execute(trx);
    const positions = new Map(rows.map(({ id, position }) => [id, position]));
    await addWords(
      trx,
      tickets.map(({ id, tokens }) => sql`(${positions.get(id)}, ${wordsOf(tokens)})`),
    );
  },

  addOlder: async (trx, organizationId, tickets, first) => {
    if (tickets.length === 0) return;
    const keys = tickets.map(({ id }, index) => sql`(${first + index}, ${organizationId}, ${id})`);
    await sql`insert into ticket_search (position, organization_id, ticket_id) values ${sql.join(keys)}`.execute(
      trx,
    );
    await addWords(
      trx,
      tickets.map(({ tokens }, index) => sql`(${first + index}, ${wordsOf(tokens)})`),
    );
  },

  replace: async (trx, organizationId, ticket) => {
    const { rows } = await sql<{ position: number }>`
      select position from ticket_search
      where organization_id = ${organizationId} and ticket_id = ${ticket.id}`.execute(trx);
    const [row] = rows;
    if (!row) return;
    await sql`
      update ticket_search_index set tokens = ${wordsOf(ticket.tokens)}
      where rowid = ${row.position}`.execute(trx);
  },

  newest: async (db, wanted, limit) => {
    const { organizationId, checkedBoards } = wanted;
    const match = expressionOf(checkedBoards === null ? wanted : { ...wanted, any: null });
    const onBoards =
      checkedBoards === null
        ? sql``
        : sql`and exists (
            select 1 from tickets as t
            where t.organization_id = s.organization_id and t.id = s.ticket_id and t.board_id in (${sql.join(checkedBoards)})
          )`;
    // Without a condition on rowid: FTS5 reads the rows outside a range too, from the end, for every range.
    const { rows } = await sql<{ id: string }>`
      select s.ticket_id as id
      from ticket_search_index as i cross join ticket_search as s
      where i.ticket_search_index match ${match} and s.position = i.rowid and s.organization_id = ${organizationId} ${onBoards}
      order by i.rowid desc
      limit cast(${limit} as integer)`.execute(db);
    return rows.map(({ id }) => id);
  },

  tableOf: (ids) => sql`(select value as id from json_each(${JSON.stringify(ids)}))`,
};

/** Adds rows in one statement: after each, FTS5 writes out what it has collected. */
function addWords(trx: Database, rows: readonly RawBuilder<unknown>[]) {
  return sql`insert into ticket_search_index (rowid, tokens) values ${sql.join(rows)}`.execute(trx);
}

function expressionOf({ all, any }: Wanted): string {
  // In quotes, no word is an operator.
  const quoted = (tokens: readonly Token[]) => tokens.map((token) => `"${wordOf(token)}"`);
  const together = quoted(all).join(' AND ');
  return any === null ? together : `(${quoted(any).join(' OR ')}) AND ${together}`;
}

function wordsOf(tokens: readonly Token[]): string {
  return tokens.map(wordOf).join(' ');
}

function wordOf(token: Token): string {
  return (token >>> 0).toString(36);
}
