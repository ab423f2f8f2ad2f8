import type { Sealed } from '../credentials/keys/key-ring.ts';
import type { Database } from '../storage/database.ts';

export type SealedLink = {
  readonly organizationId: string;
  readonly id: string;
  readonly sealedSecret: Uint8Array;
  readonly keyId: string | null;
};

function sealedLinks(db: Database) {
  return db
    .selectFrom('outbox')
    .select(['organization_id as organizationId', 'id', 'key_id as keyId'])
    .select((eb) => eb.ref('sealed_secret').$notNull().as('sealedSecret'))
    .where('sealed_secret', 'is not', null);
}

/** Returns links of all organizations that another key sealed, in the order of their primary key. */
export function findSealedUnderOtherKey(
  db: Database,
  keyId: string,
  after: { readonly organizationId: string; readonly id: string },
  limit: number,
): Promise<SealedLink[]> {
  return sealedLinks(db)
    .where('key_id', '<>', keyId)
    .where((eb) =>
      eb.or([
        eb('organization_id', '>', after.organizationId),
        eb.and([eb('organization_id', '=', after.organizationId), eb('id', '>', after.id)]),
      ]),
    )
    .orderBy('organization_id')
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Replaces a sealed link with the same one under another key; false if it was sent in the meantime. */
export async function resealLink(
  db: Database,
  { organizationId, id, sealedSecret }: SealedLink,
  sealed: Sealed,
): Promise<boolean> {
  const changed = await db
    .updateTable('outbox')
    .set({ sealed_secret: sealed.bytes, key_id: sealed.keyId })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('sealed_secret', '=', sealedSecret)
    .returning('id')
    .executeTakeFirst();
  return changed !== undefined;
}

export async function countSealedUnder(db: Database, keyId: string): Promise<number> {
  const { total } = await db
    .selectFrom('outbox')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('sealed_secret', 'is not', null)
    .where('key_id', '=', keyId)
    .executeTakeFirstOrThrow();
  return total;
}
