import { sql } from 'kysely';
import type { Database } from '../storage/database.ts';
import { givenRows } from '../storage/given-rows.ts';

/** An address that a token was used from, and when last, in milliseconds since the epoch. */
export type SeenAddress = {
  readonly organizationId: string;
  readonly id: string;
  readonly address: string;
  readonly at: number;
};

/** Stores addresses of tokens, in the order of their keys; times never move backwards. */
export async function raiseAddresses(db: Database, seen: readonly SeenAddress[]): Promise<void> {
  const columns = { organization_id: 'text', token_id: 'text', address: 'text', at: 'bigint' } as const;
  const rows = seen.map(({ organizationId, id, address, at }) => [organizationId, id, address, at]);
  await sql`
    insert into token_addresses (organization_id, token_id, address, at)
    select organization_id, token_id, address, at from ${givenRows(db, columns, rows)} as seen where true
    on conflict (organization_id, token_id, address) do update
    set at = excluded.at where token_addresses.at < excluded.at
  `.execute(db);
}

/** Deletes all but the last addresses of tokens. */
export async function pruneAddresses(
  db: Database,
  tokens: readonly Pick<SeenAddress, 'organizationId' | 'id'>[],
  kept: number,
): Promise<void> {
  const keys = tokens.map(({ organizationId, id }) => [organizationId, id]);
  const used = givenRows(db, { organization_id: 'text', id: 'text' }, keys);
  await sql`
    with used as materialized (select * from ${used} as used)
    delete from token_addresses where (organization_id, token_id, address) in (
      select organization_id, token_id, address from (
        select t.organization_id, t.token_id, t.address,
          row_number() over (partition by t.organization_id, t.token_id order by t.at desc, t.address) as place
        from used cross join token_addresses as t
        where t.organization_id = used.organization_id and t.token_id = used.id
      ) as placed where place > ${sql.lit(kept)}
    )`.execute(db);
}
