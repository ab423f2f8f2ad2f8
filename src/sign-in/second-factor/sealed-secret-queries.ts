import type { Sealed } from '../../credentials/keys/key-ring.ts';
import type { Database } from '../../storage/database.ts';
import type { MemberKey } from './queries.ts';

const sealedColumns = [
  'organization_id as organizationId',
  'user_id as userId',
  'sealed_secret as sealedSecret',
  'key_id as keyId',
] as const;

/** Returns the newest secrets sealed before keys had IDs. */
export function findSealedWithoutKeyId(db: Database, limit: number) {
  return db
    .selectFrom('second_factors')
    .select(sealedColumns)
    .where('key_id', 'is', null)
    .orderBy('created_at', 'desc')
    .limit(limit)
    .execute();
}

/** Returns secrets of all organizations that another key sealed, in the order of their members. */
export function findSealedWithOtherKey(db: Database, keyId: string, after: MemberKey, limit: number) {
  return db
    .selectFrom('second_factors')
    .select(sealedColumns)
    .where((eb) => eb.or([eb('key_id', 'is', null), eb('key_id', '<>', keyId)]))
    .where((eb) =>
      eb.or([
        eb('organization_id', '>', after.organizationId),
        eb.and([eb('organization_id', '=', after.organizationId), eb('user_id', '>', after.userId)]),
      ]),
    )
    .orderBy('organization_id')
    .orderBy('user_id')
    .limit(limit)
    .execute();
}

/** Replaces a sealed secret with the same one under another key; false if the member has changed it. */
export async function resealSecret(
  db: Database,
  { organizationId, userId, sealedSecret }: MemberKey & { readonly sealedSecret: Uint8Array },
  sealed: Sealed,
): Promise<boolean> {
  const changed = await db
    .updateTable('second_factors')
    .set({ sealed_secret: sealed.bytes, key_id: sealed.keyId })
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('sealed_secret', '=', sealedSecret)
    .returning('user_id')
    .executeTakeFirst();
  return changed !== undefined;
}

/** Counts the secrets and backup codes that need a key. Those without a key ID may need any key. */
export async function countUnderKey(db: Database, keyId: string) {
  const [sealed, endWithKey] = await Promise.all(
    (['second_factors', 'backup_codes'] as const).map((table) =>
      db
        .selectFrom(table)
        .select((eb) => eb.fn.countAll<number>().as('total'))
        .where((eb) => eb.or([eb('key_id', 'is', null), eb('key_id', '=', keyId)]))
        .executeTakeFirstOrThrow(),
    ),
  );
  return { sealed: sealed?.total ?? 0, endWithKey: endWithKey?.total ?? 0 };
}
