import { type RawBuilder, sql } from 'kysely';
import { type Database, inTransaction, type Transaction } from '../database.ts';
import { isPostgres } from '../dialects/is-postgres.ts';
import { searchIndexOf } from './index-of.ts';
import { ticketTokens } from './tokens.ts';

/** The tickets of an organization from before the index that it does not have yet: those before a position. */
type Fill = {
  readonly organizationId: string;
  readonly createdAt: number;
  readonly id: string;
  /** The number of the newest of them. */
  readonly nextOrdinal: number;
};

/**
 * Adds tickets from before the index, the newest of an organization first. Any number of processes may do it at the same
 * time, and it continues where another one stopped.
 * @param limit maximum number of tickets
 * @returns the number of tickets: less than the limit if no more are left that nobody else is adding
 */
export function fillNext(db: Database, limit: number): Promise<number> {
  return inTransaction(db, async (trx) => {
    let added = 0;
    while (added < limit) {
      const fill = await claimFill(trx);
      if (!fill) break;
      added += await fillFrom(trx, fill, limit - added);
    }
    return added;
  });
}

/** Locks the rest of one organization until the transaction ends. SQLite has one transaction at a time. */
async function claimFill(trx: Transaction): Promise<Fill | undefined> {
  const { rows } = await sql<Fill>`
    select organization_id as "organizationId", created_at as "createdAt", id, next_ordinal as "nextOrdinal"
    from search_fills order by organization_id limit 1 ${onPostgres(trx, sql`for update skip locked`)}`.execute(
    trx,
  );
  return rows[0];
}

async function fillFrom(trx: Transaction, fill: Fill, limit: number): Promise<number> {
  const { organizationId, createdAt, id, nextOrdinal } = fill;
  // The lock waits for a change of a ticket, whose author leaves the ticket's tokens to this.
  const { rows } = await sql<{ id: string; boardId: string; text: string; createdAt: number }>`
    select t.id, t.board_id as "boardId", t.search_text as text, t.created_at as "createdAt" from tickets as t
    where t.organization_id = ${organizationId} and (t.created_at, t.id) < (${createdAt}, ${id})
      and not exists (
        select 1 from ticket_search as s where s.organization_id = ${organizationId} and s.ticket_id = t.id
      )
    order by t.created_at desc, t.id desc limit ${limit} ${onPostgres(trx, sql`for share of t`)}`.execute(
    trx,
  );
  const tickets = rows
    .map((row) => ({ id: row.id, tokens: ticketTokens(organizationId, row.boardId, row.text) }))
    .reverse();
  await searchIndexOf(trx).addOlder(trx, organizationId, tickets, nextOrdinal - rows.length + 1);
  const last = rows.at(-1);
  if (!last || rows.length < limit)
    await sql`delete from search_fills where organization_id = ${organizationId}`.execute(trx);
  else
    await sql`
      update search_fills
      set created_at = ${last.createdAt}, id = ${last.id}, next_ordinal = ${nextOrdinal - rows.length}
      where organization_id = ${organizationId}`.execute(trx);
  return rows.length;
}

function onPostgres(db: Database, lock: RawBuilder<unknown>): RawBuilder<unknown> {
  return isPostgres(db) ? lock : sql``;
}
