import { sql } from 'kysely';
import type { Database } from '../database.ts';
import { addSamples, replaceSample } from './samples-queries.ts';
import type { Candidate, IndexedTicket, SearchIndex, Wanted } from './search-index.ts';
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
    await addTokens(
      trx,
      organizationId,
      tickets.map((ticket) => ({ ...ticket, position: positions.get(ticket.id) ?? 0 })),
    );
  },

  addOlder: async (trx, organizationId, tickets, first) => {
    if (tickets.length === 0) return;
    const keys = tickets.map(({ id }, index) => sql`(${first + index}, ${organizationId}, ${id})`);
    await sql`insert into ticket_search (position, organization_id, ticket_id) values ${sql.join(keys)}`.execute(
      trx,
    );
    await addTokens(
      trx,
      organizationId,
      tickets.map((ticket, index) => ({ ...ticket, position: first + index })),
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
    await replaceSample(trx, organizationId, { ...ticket, position: row.position });
  },

  endOf: async (_db, _organizationId, before) => before ?? Number.MAX_SAFE_INTEGER,

  newest: async (db, wanted, stretch, limit) => {
    const { organizationId, checkedBoards } = wanted;
    const match = expressionOf(checkedBoards === null ? wanted : { ...wanted, any: null });
    const onBoards =
      checkedBoards === null
        ? sql``
        : sql`and exists (
            select 1 from tickets as t
            where t.organization_id = s.organization_id and t.id = s.ticket_id and t.board_id in (${sql.join(checkedBoards)})
          )`;
    // FTS5 has no index of the rows of a token, so it reads those outside of the stretch too: the stretch only makes a search
    // end where it ends on PostgreSQL.
    const { rows } = await sql<Candidate>`
      select s.ticket_id as id, s.position
      from ticket_search_index as i cross join ticket_search as s
      where i.ticket_search_index match ${match} and s.position = i.rowid and s.organization_id = ${organizationId} ${onBoards}
        and i.rowid >= ${stretch.from} and i.rowid < ${stretch.before}
      order by i.rowid desc
      limit cast(${limit} as integer)`.execute(db);
    return rows;
  },

  createdAt: async (db, organizationId, position) => {
    const { rows } = await sql<{ createdAt: number }>`
      select t.created_at as createdAt
      from ticket_search as s join tickets as t on t.organization_id = s.organization_id and t.id = s.ticket_id
      where s.organization_id = ${organizationId} and s.position = ${position}`.execute(db);
    return rows[0]?.createdAt ?? null;
  },

  tableOf: (ids) => sql`(select value as id from json_each(${JSON.stringify(ids)}))`,
};

/** Adds tickets in one statement: after each, FTS5 writes out what it has collected. */
async function addTokens(
  trx: Database,
  organizationId: string,
  tickets: readonly (IndexedTicket & { readonly position: number })[],
): Promise<void> {
  const rows = tickets.map(({ position, tokens }) => sql`(${position}, ${wordsOf(tokens)})`);
  await sql`insert into ticket_search_index (rowid, tokens) values ${sql.join(rows)}`.execute(trx);
  await addSamples(trx, organizationId, tickets);
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
