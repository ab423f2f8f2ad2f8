import { noteChanges } from '../../storage/changes/note-changes.ts';
import type { Transaction } from '../../storage/database.ts';

/**
 * Revokes all OAuth connections of a removed member, with their codes and tokens. Returns their ids.
 * @param now milliseconds since the epoch
 */
export async function endConnectionsOfMember(
  trx: Transaction,
  organizationId: string,
  userId: string,
  now: number,
) {
  const ended = await trx
    .updateTable('oauth_connections')
    .set({ ended_at: now })
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .returning('id')
    .execute();
  await noteChanges(
    trx,
    ended.map(({ id }) => id),
  );
  return ended;
}
