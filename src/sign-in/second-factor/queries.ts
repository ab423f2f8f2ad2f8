import type { Sealed } from '../../credentials/keys/key-ring.ts';
import { noteChanges } from '../../storage/changes/note-changes.ts';
import type { Database, Transaction } from '../../storage/database.ts';
import { markFactors } from './mark-queries.ts';

export type MemberKey = { readonly organizationId: string; readonly userId: string };

export function findSecondFactor(db: Database, { organizationId, userId }: MemberKey) {
  return db
    .selectFrom('second_factors')
    .select(['sealed_secret as sealedSecret', 'key_id as keyId', 'confirmed_at as confirmedAt'])
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
}

/** Stores an unconfirmed secret; undefined if there is a confirmed one. */
export function savePendingFactor(
  trx: Transaction,
  { organizationId, userId }: MemberKey,
  sealed: Sealed,
  at: number,
) {
  return trx
    .insertInto('second_factors')
    .values({
      organization_id: organizationId,
      user_id: userId,
      sealed_secret: sealed.bytes,
      key_id: sealed.keyId,
      created_at: at,
      confirmed_at: null,
      last_step: 0,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'user_id'])
        .doUpdateSet({ sealed_secret: sealed.bytes, key_id: sealed.keyId, created_at: at, last_step: 0 })
        .where('second_factors.confirmed_at', 'is', null),
    )
    .returning('created_at')
    .executeTakeFirst();
}

/** Confirms a pending secret with the step of its first code. Of two concurrent calls, one gets the row. */
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
  if (!confirmed) return undefined;
  await markFactors(trx, { organizationId, userId });
  await noteChanges(trx, organizationId, [userId]);
  return confirmed;
}

/** Maximum number of wrong codes in a row, and in a day. */
const maxInRow = 20;
const maxInDay = 100;

/**
 * Counts a code as wrong before it is checked, so that concurrent attempts in all processes count; undefined if there
 * were too many.
 * @param dayBefore one day before `now`; counting periods that started earlier are over
 */
export function takeCodeAttempt(
  db: Database,
  { organizationId, userId }: MemberKey,
  { now, dayBefore }: { now: number; dayBefore: number },
) {
  return db
    .updateTable('second_factors')
    .set((eb) => ({
      failed_in_row: eb('failed_in_row', '+', 1),
      failed_in_day: eb
        .case()
        .when('failed_since', '<=', dayBefore)
        .then(eb.lit(1))
        .else(eb('failed_in_day', '+', 1))
        .end(),
      failed_since: eb
        .case()
        .when('failed_since', '<=', dayBefore)
        .then(eb.cast<number>(eb.val(now), 'bigint'))
        .else(eb.ref('failed_since'))
        .end(),
    }))
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('confirmed_at', 'is not', null)
    .where('failed_in_row', '<', maxInRow)
    .where('failed_in_day', '<', maxInDay)
    .returning(['failed_in_row as inRow', 'failed_in_day as inDay'])
    .executeTakeFirst();
}

/** Returns whether a counted wrong code reached the maximum. */
export function isLastAttempt({ inRow, inDay }: { inRow: number; inDay: number }): boolean {
  return inRow >= maxInRow || inDay >= maxInDay;
}

/** Resets the wrong codes, after a correct backup code. */
export function resetCodeAttempts(db: Database, { organizationId, userId }: MemberKey) {
  return db
    .updateTable('second_factors')
    .set({ failed_in_row: 0, failed_in_day: 0 })
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .execute();
}

/**
 * Uses up the code of a step and of all earlier steps, and uncounts it as wrong. Of two concurrent calls, one gets the
 * row.
 */
export function consumeStep(db: Database, { organizationId, userId }: MemberKey, step: number) {
  return db
    .updateTable('second_factors')
    .set((eb) => ({ last_step: step, failed_in_row: 0, failed_in_day: eb('failed_in_day', '-', 1) }))
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('confirmed_at', 'is not', null)
    .where('last_step', '<', step)
    .returning('last_step')
    .executeTakeFirst();
}

/**
 * Uses up a backup code. Of two concurrent calls, one gets the row.
 * @param macs of the code, under every secret key
 */
export function consumeBackupCode(
  db: Database,
  { organizationId, userId }: MemberKey,
  macs: readonly Uint8Array[],
) {
  return db
    .deleteFrom('backup_codes')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('mac', 'in', macs)
    .returning('mac')
    .executeTakeFirst();
}

export async function replaceBackupCodes(
  trx: Transaction,
  key: MemberKey,
  keyId: string,
  macs: readonly Uint8Array[],
): Promise<void> {
  await deleteBackupCodes(trx, key);
  const rows = macs.map((mac) => ({
    organization_id: key.organizationId,
    user_id: key.userId,
    mac,
    key_id: keyId,
  }));
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

/** Deletes a member's authenticator app; undefined if there was none. */
export async function deleteFactor(trx: Transaction, key: MemberKey) {
  const deleted = await trx
    .deleteFrom('second_factors')
    .where('organization_id', '=', key.organizationId)
    .where('user_id', '=', key.userId)
    .returning('confirmed_at as confirmedAt')
    .executeTakeFirst();
  if (!deleted) return undefined;
  await markFactors(trx, key);
  await noteChanges(trx, key.organizationId, [key.userId]);
  return deleted;
}

export function deleteBackupCodes(trx: Transaction, { organizationId, userId }: MemberKey) {
  return trx
    .deleteFrom('backup_codes')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .execute();
}
