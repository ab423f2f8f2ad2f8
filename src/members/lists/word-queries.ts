import type { Transaction } from '../../storage/database.ts';
import { memberWords } from '../../storage/member-search/words.ts';

/** Replaces the words by which a member is found, after a change of the name, the email or the state. */
export async function refreshWords(trx: Transaction, organizationId: string, userId: string): Promise<void> {
  await trx
    .deleteFrom('member_words')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .execute();
  const member = await trx
    .selectFrom('users')
    .select(['name', 'email'])
    .where('organization_id', '=', organizationId)
    .where('id', '=', userId)
    .where('state', '<>', 'removed')
    .executeTakeFirst();
  const words = member ? memberWords(member.name, member.email) : [];
  if (words.length === 0) return;
  const rows = words.map((word) => ({ organization_id: organizationId, user_id: userId, word }));
  await trx.insertInto('member_words').values(rows).execute();
}
