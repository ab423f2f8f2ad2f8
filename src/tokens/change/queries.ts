import { sql } from 'kysely';
import { noteChanges } from '../../storage/changes/note-changes.ts';
import type { Transaction } from '../../storage/database.ts';
import { lastUseOf } from '../../storage/last-uses.ts';
import { nameOrder } from '../../storage/member-search/words.ts';
import { isActive, type MemberKey } from '../queries.ts';

/** Returns an active token of a member, and locks its row until the end of the transaction. */
export function lockToken(
  trx: Transaction,
  { organizationId, userId }: MemberKey,
  tokenId: string,
  now: number,
) {
  return trx
    .updateTable('access_tokens')
    .set((eb) => ({ name: eb.ref('name') }))
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('id', '=', tokenId)
    .where('ended', '=', sql.lit(0))
    .where(isActive(now))
    .returning(['id', 'name', 'description', 'hint', 'scopes', 'created_at as createdAt'])
    .returning(['expires_at as expiresAt', 'revoked_at as revokedAt'])
    .returning(lastUseOf('access_tokens').as('lastUsedAt'))
    .executeTakeFirst();
}

type ChangedFields = {
  readonly name: string;
  readonly description: string | null;
  readonly scopes: string | null;
  readonly expiresAt: number | null;
  /** When its member is told first that it is about to expire; null if never. */
  readonly expiryNoticeAt?: number | null;
};

/** Changes the fields of a token. */
export async function updateToken(
  trx: Transaction,
  { organizationId }: Pick<MemberKey, 'organizationId'>,
  tokenId: string,
  { name, description, scopes, expiresAt, expiryNoticeAt }: ChangedFields,
): Promise<void> {
  await trx
    .updateTable('access_tokens')
    .set({ name, name_order: nameOrder(name), description, scopes, expires_at: expiresAt })
    .$if(expiryNoticeAt !== undefined, (query) => query.set({ expiry_notice_at: expiryNoticeAt ?? null }))
    .where('organization_id', '=', organizationId)
    .where('id', '=', tokenId)
    .execute();
  await noteChanges(trx, organizationId, [tokenId]);
}
