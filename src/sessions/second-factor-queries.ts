import type { Database, Transaction } from '../storage/database.ts';
import { noteChanges } from '../storage/note-changes.ts';

export type MemberKey = { readonly organizationId: string; readonly userId: string };

export function findSecondFactor(db: Database, { organizationId, userId }: MemberKey) {
  return db
    .selectFrom('second_factors')
    .select(['sealed_secret as sealedSecret', 'confirmed_at as confirmedAt'])
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
}

/** Puts a secret in place that is still to be confirmed; undefined when a confirmed one is there. */
export function putPendingFactor(
  trx: Transaction,
  { organizationId, userId }: MemberKey,
  sealedSecret: Uint8Array,
  at: number,
) {
  return trx
    .insertInto('second_factors')
    .values({
      organization_id: organizationId,
      user_id: userId,
      sealed_secret: sealedSecret,
      created_at: at,
      confirmed_at: null,
      last_step: 0,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'user_id'])
        .doUpdateSet({ sealed_secret: sealedSecret, created_at: at, last_step: 0 })
        .where('second_factors.confirmed_at', 'is', null),
    )
    .returning('created_at')
    .executeTakeFirst();
}

/** Confirms a pending secret with the step of its first code. Of two at once, one gets the row. */
export async function confirmFactor(
  trx: Transaction,
  { organizationId, userId }: MemberKey,
  step: number,
  at: number,
) {
  const confirmed = await trx
    .updateTable('second_factors')
    .set({ confirmed_at: at, last_step: step })
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('confirmed_at', 'is', null)
    .returning('confirmed_at')
    .executeTakeFirst();
  if (confirmed) await noteChanges(trx, [userId]);
  return confirmed;
}

/** Uses up the code of a step, and all before it. Of two with one code at once, one gets the row. */
export function consumeStep(db: Database, { organizationId, userId }: MemberKey, step: number) {
  return db
    .updateTable('second_factors')
    .set({ last_step: step })
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('confirmed_at', 'is not', null)
    .where('last_step', '<', step)
    .returning('last_step')
    .executeTakeFirst();
}

/** Uses a backup code up. Of two at once, one gets the row. */
export function consumeBackupCode(db: Database, { organizationId, userId }: MemberKey, mac: Uint8Array) {
  return db
    .deleteFrom('backup_codes')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('mac', '=', mac)
    .returning('mac')
    .executeTakeFirst();
}

export async function replaceBackupCodes(
  trx: Transaction,
  key: MemberKey,
  macs: readonly Uint8Array[],
): Promise<void> {
  await deleteBackupCodes(trx, key);
  const rows = macs.map((mac) => ({ organization_id: key.organizationId, user_id: key.userId, mac }));
  await trx.insertInto('backup_codes').values(rows).execute();
}

export async function countBackupCodes(db: Database, { organizationId, userId }: MemberKey): Promise<number> {
  const { total } = await db
    .selectFrom('backup_codes')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  return total;
}

/** Takes the second factor away, with its backup codes; undefined when there was none. */
export async function deleteFactor(trx: Transaction, key: MemberKey) {
  await deleteBackupCodes(trx, key);
  const deleted = await trx
    .deleteFrom('second_factors')
    .where('organization_id', '=', key.organizationId)
    .where('user_id', '=', key.userId)
    .returning('confirmed_at as confirmedAt')
    .executeTakeFirst();
  if (deleted) await noteChanges(trx, [key.userId]);
  return deleted;
}

function deleteBackupCodes(trx: Transaction, { organizationId, userId }: MemberKey) {
  return trx
    .deleteFrom('backup_codes')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .execute();
}
