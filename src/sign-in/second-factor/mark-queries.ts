import type { Transaction } from '../../storage/database.ts';

/** Marks which second factors a member has, for lists, after one was added or removed. */
export async function markFactors(
  trx: Transaction,
  { organizationId, userId }: { readonly organizationId: string; readonly userId: string },
): Promise<void> {
  const totp = await trx
    .selectFrom('second_factors')
    .select('user_id')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('confirmed_at', 'is not', null)
    .executeTakeFirst();
  const passkey = await trx
    .selectFrom('passkeys')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .limit(1)
    .executeTakeFirst();
  const kinds = [totp && 'totp', passkey && 'passkey'].filter((kind) => kind !== undefined);
  await trx
    .updateTable('users')
    .set({ second_factors: kinds.join(' '), has_second_factor: kinds.length > 0 ? 1 : 0 })
    .where('organization_id', '=', organizationId)
    .where('id', '=', userId)
    .execute();
}
