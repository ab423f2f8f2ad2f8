import type { Database, Transaction } from '../../storage/database.ts';

/** Maximum number of known addresses, and of known browsers, of a member. The latest are known. */
const maxKnown = 20;
/** The prefix of sources that are browsers. */
const devicePrefix = 'device:';

export async function isKnownSource(
  db: Database,
  organizationId: string,
  userId: string,
  source: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('known_sources')
    .select('at')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('source', '=', source)
    .executeTakeFirst();
  return row !== undefined;
}

/** Stores an address or a browser that a member has signed in from, and deletes the oldest beyond the maximum. */
export async function rememberSource(
  trx: Transaction,
  organizationId: string,
  userId: string,
  { source, at }: { source: string; at: number },
): Promise<void> {
  await trx
    .insertInto('known_sources')
    .values({ organization_id: organizationId, user_id: userId, source, at })
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'user_id', 'source'])
        .doUpdateSet((eb) => ({ at: eb.ref('excluded.at') })),
    )
    .execute();
  const sameKind = source.startsWith(devicePrefix) ? 'like' : 'not like';
  const known = trx
    .selectFrom('known_sources')
    .select(['source'])
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('source', sameKind, `${devicePrefix}%`)
    .orderBy('at', 'desc')
    .orderBy('source')
    .limit(maxKnown);
  await trx
    .deleteFrom('known_sources')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('source', sameKind, `${devicePrefix}%`)
    .where('source', 'not in', known)
    .execute();
}
