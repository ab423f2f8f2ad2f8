import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../database.ts';
import { isPostgres } from '../dialects/is-postgres.ts';
import type { IndexedTicket } from './search-index.ts';
import { isSample, type Token } from './tokens.ts';

/** So many samples of a token are read: with more of them, it is a common one. */
export const mostSamples = 4;

type Placed = IndexedTicket & { readonly position: number };

/** Stores the tokens of those of the tickets that are samples. */
export async function addSamples(
  trx: Database,
  organizationId: string,
  tickets: readonly Placed[],
): Promise<void> {
  for (const { id, position, tokens } of tickets) {
    if (!isSample(id)) continue;
    await sql`
      insert into ticket_search_samples (organization_id, token, position)
      select ${organizationId}, token, cast(${position} as bigint) from ${tokenRows(trx, tokens)} where true
      on conflict do nothing`.execute(trx);
  }
}

/**
 * Replaces the tokens of a changed ticket, if it is a sample. Only what differs is written: a long text has thousands of
 * tokens, and a change of it few.
 */
export async function replaceSample(trx: Database, organizationId: string, ticket: Placed): Promise<void> {
  if (!isSample(ticket.id)) return;
  const { position } = ticket;
  const given = tokenRows(trx, ticket.tokens);
  const ofTicket = sql`organization_id = ${organizationId} and position = ${position}`;
  await sql`
    delete from ticket_search_samples
    where ${ofTicket} and token not in (select token from ${given})`.execute(trx);
  await sql`
    insert into ticket_search_samples (organization_id, token, position)
    select ${organizationId}, token, cast(${position} as bigint) from ${given}
    where token not in (select token from ticket_search_samples where ${ofTicket})
    on conflict do nothing`.execute(trx);
}

/** Returns a table of tokens for `from`. They are one parameter: a long ticket has more than a statement may have parameters. */
function tokenRows(db: Database, tokens: Iterable<Token>): RawBuilder<unknown> {
  const each = [...new Set(tokens)];
  return isPostgres(db)
    ? sql`unnest(${each}::integer[]) as given(token)`
    : sql`(select value as token from json_each(${JSON.stringify(each)})) as given`;
}

/**
 * Returns the positions of the newest samples that have a token, newest first, at most `mostSamples` of each token.
 * @param before only lower positions
 */
export async function readSamples(
  db: Database,
  organizationId: string,
  tokens: readonly Token[],
  before: number,
): Promise<ReadonlyMap<Token, readonly number[]>> {
  const samples = new Map<Token, number[]>(tokens.map((token) => [token, []]));
  const ofToken = (alias: string) => {
    const column = (name: string) => sql.ref(`${alias}.${name}`);
    return sql`${column('organization_id')} = ${organizationId} and ${column('token')} = given.token
      and ${column('position')} < ${before}`;
  };
  const { rows } = await sql<{ token: Token; position: number }>`
    select given.token, s.position
    from ${tokenRows(db, tokens)} cross join ticket_search_samples as s
    where ${ofToken('s')} and s.position >= coalesce((
      select o.position from ticket_search_samples as o where ${ofToken('o')}
      order by o.position desc limit 1 offset ${sql.lit(mostSamples - 1)}
    ), 0)
    order by s.position desc`.execute(db);
  for (const { token, position } of rows) samples.get(token)?.push(position);
  return samples;
}
