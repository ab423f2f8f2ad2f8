import { refreshWords } from '../members/lists/word-queries.ts';
import { noteChanges } from '../storage/changes/note-changes.ts';
import type { Database, Transaction } from '../storage/database.ts';

type Change = {
  readonly organizationId: string;
  readonly userId: string;
  readonly email: string;
  readonly currentHash: Uint8Array;
  readonly newHash: Uint8Array;
  readonly at: number;
  readonly expiresAt: number;
};

/** Stores a change of an email that waits for its confirmations. It replaces an earlier one of the member. */
export function putEmailChange(trx: Transaction, change: Change) {
  const values = {
    email: change.email,
    current_hash: change.currentHash,
    new_hash: change.newHash,
    current_confirmed_at: null,
    new_confirmed_at: null,
    created_at: change.at,
    expires_at: change.expiresAt,
  };
  return trx
    .insertInto('email_changes')
    .values({ organization_id: change.organizationId, user_id: change.userId, ...values })
    .onConflict((conflict) => conflict.columns(['organization_id', 'user_id']).doUpdateSet(values))
    .execute();
}

const changeColumns = [
  'user_id as userId',
  'email',
  'current_confirmed_at as currentConfirmedAt',
  'new_confirmed_at as newConfirmedAt',
  'expires_at as expiresAt',
] as const;

export function findEmailChangeOf(db: Database, organizationId: string, userId: string, now: number) {
  return db
    .selectFrom('email_changes')
    .select(changeColumns)
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .executeTakeFirst();
}

/** Which of the two addresses a link was sent to. */
export type Side = 'current' | 'new';

/** Finds an unexpired change by the link that was sent to one of its addresses. */
export async function findEmailChange(db: Database, organizationId: string, hash: Uint8Array, now: number) {
  for (const side of ['current', 'new'] as const) {
    const row = await db
      .selectFrom('email_changes')
      .select(changeColumns)
      .where('organization_id', '=', organizationId)
      .where(`${side}_hash`, '=', hash)
      .where('expires_at', '>', now)
      .executeTakeFirst();
    if (row) return { ...row, side };
  }
  return undefined;
}

/** Confirms one side of a change. Returns its state; undefined if it has ended. */
export function confirmSide(
  trx: Transaction,
  organizationId: string,
  { hash, side, now }: { readonly hash: Uint8Array; readonly side: Side; readonly now: number },
) {
  return trx
    .updateTable('email_changes')
    .set((eb) => ({
      [`${side}_confirmed_at`]: eb.fn.coalesce(
        `${side}_confirmed_at`,
        eb.cast<number>(eb.val(now), 'bigint'),
      ),
    }))
    .where('organization_id', '=', organizationId)
    .where(`${side}_hash`, '=', hash)
    .where('expires_at', '>', now)
    .returning(changeColumns)
    .executeTakeFirst();
}

/** Ends a change of any organization by one of its links. */
export function deleteLeakedEmailChange(db: Database, hash: Uint8Array) {
  return db
    .deleteFrom('email_changes')
    .where((eb) => eb.or([eb('current_hash', '=', hash), eb('new_hash', '=', hash)]))
    .execute();
}

/** Changes a member's email. @param at when, in milliseconds since the epoch */
export async function setEmail(
  trx: Transaction,
  organizationId: string,
  userId: string,
  { email, emailKey, at }: { readonly email: string; readonly emailKey: string; readonly at: number },
): Promise<void> {
  await trx
    .updateTable('users')
    .set({ email, email_key: emailKey, changed_at: at })
    .where('organization_id', '=', organizationId)
    .where('id', '=', userId)
    .execute();
  await refreshWords(trx, organizationId, userId);
  await noteChanges(trx, organizationId, [userId]);
}
