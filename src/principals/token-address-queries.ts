import { sql } from 'kysely';
import type { Database } from '../storage/database.ts';

/** An address that a token was used from, and when last, in milliseconds since the epoch. */
export type SeenAddress = {
  readonly organizationId: string;
  readonly id: string;
  readonly address: string;
  readonly at: number;
};

/** Stores addresses of tokens, in the order of their keys; times never move backwards. */
export async function raiseAddresses(db: Database, seen: readonly SeenAddress[]): Promise<void> {
  await db
    .insertInto('token_addresses')
    .values(
      seen.map(({ organizationId, id, address, at }) => ({
        organization_id: organizationId,
        token_id: id,
        address,
        at,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'token_id', 'address'])
        .doUpdateSet((eb) => ({ at: eb.ref('excluded.at') }))
        .whereRef('token_addresses.at', '<', 'excluded.at'),
    )
    .execute();
}

/** Deletes all but the last addresses of tokens. */
export async function pruneAddresses(
  db: Database,
  tokens: readonly Pick<SeenAddress, 'organizationId' | 'id'>[],
  kept: number,
): Promise<void> {
  const keys = tokens.map(({ organizationId, id }) => sql`(${organizationId}, ${id})`);
  await sql`
    with used (organization_id, id) as (values ${sql.join(keys)})
    delete from token_addresses where (organization_id, token_id, address) in (
      select organization_id, token_id, address from (
        select t.organization_id, t.token_id, t.address,
          row_number() over (partition by t.organization_id, t.token_id order by t.at desc, t.address) as place
        from used cross join token_addresses as t
        where t.organization_id = used.organization_id and t.token_id = used.id
      ) as placed where place > ${sql.lit(kept)}
    )`.execute(db);
}
