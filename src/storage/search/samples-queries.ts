import { sql } from 'kysely';
import type { Database } from '../database.ts';
import { isPostgres } from '../dialects/is-postgres.ts';
import { givenRows } from '../given-rows.ts';
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
    // A long ticket has more tokens than a statement may have parameters.
    const rows = givenRows(
      trx,
      { token: 'integer' },
      Array.from(new Set(tokens), (token) => [token]),
    );
    await sql`
      insert into ticket_search_samples (organization_id, token, position)
      select ${organizationId}, token, cast(${position} as bigint) from ${rows} as sample where true
      on conflict do nothing`.execute(trx);
  }
}

/** Replaces the tokens of a changed ticket, if it is a sample. */
export async function replaceSample(trx: Database, organizationId: string, ticket: Placed): Promise<void> {
  if (!isSample(ticket.id)) return;
  await sql`
    delete from ticket_search_samples
    where organization_id = ${organizationId} and position = ${ticket.position}`.execute(trx);
  await addSamples(trx, organizationId, [ticket]);
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
  const each = [...samples.keys()];
  const wanted = isPostgres(db)
    ? sql`unnest(${each}::integer[]) as wanted(token)`
    : sql`(select value as token from json_each(${JSON.stringify(each)})) as wanted`;
  const ofToken = (alias: string) => {
    const column = (name: string) => sql.ref(`${alias}.${name}`);
    return sql`${column('organization_id')} = ${organizationId} and ${column('token')} = wanted.token
      and ${column('position')} < ${before}`;
  };
  const { rows } = await sql<{ token: Token; position: number }>`
    select wanted.token, s.position
    from ${wanted} cross join ticket_search_samples as s
    where ${ofToken('s')} and s.position >= coalesce((
      select o.position from ticket_search_samples as o where ${ofToken('o')}
      order by o.position desc limit 1 offset ${sql.lit(mostSamples - 1)}
    ), 0)
    order by s.position desc`.execute(db);
  for (const { token, position } of rows) samples.get(token)?.push(position);
  return samples;
}
