import { type PageRequest, pageOffset } from '../../contract/paging.ts';
import { noteChanges } from '../../storage/changes/note-changes.ts';
import type { Database, Transaction } from '../../storage/database.ts';
import { lastUseOf } from '../../storage/last-uses.ts';
import { activeTokens, isActive, permanently } from '../queries.ts';

/** Filters the organization's tokens. Times are milliseconds since the epoch; null: no filter. */
export type OwnedTokenFilter = {
  readonly userId: string | null;
  readonly unusedSince: number | null;
  readonly expiresBy: number | null;
  readonly expiry: 'none' | 'set' | null;
};

/** Selects an organization's active tokens with their owners. */
export function ownedTokens(db: Database, organizationId: string, now: number) {
  return activeTokens(db, organizationId, now)
    .innerJoin('users as u', (on) =>
      on.onRef('u.organization_id', '=', 'access_tokens.organization_id').onRef('u.id', '=', 'user_id'),
    )
    .where('u.state', '<>', 'removed');
}

/** Returns a page of the organization's active tokens with their owners, newest first, and their total. */
export async function listOwnedTokens(
  db: Database,
  organizationId: string,
  { userId, unusedSince, expiresBy, expiry }: OwnedTokenFilter,
  page: PageRequest,
  now: number,
) {
  let tokens = ownedTokens(db, organizationId, now);
  if (userId !== null) tokens = tokens.where('user_id', '=', userId);
  if (unusedSince !== null) {
    tokens = tokens.where((eb) =>
      eb(eb.fn.coalesce(lastUseOf('access_tokens'), 'access_tokens.created_at'), '<=', unusedSince),
    );
  }
  // revoked_at is in the future during the overlap of a rotation.
  if (expiresBy !== null) {
    tokens = tokens.where((eb) =>
      eb.or([eb('expires_at', '<=', expiresBy), eb('revoked_at', '<=', expiresBy)]),
    );
  }
  if (expiry === 'none') tokens = tokens.where('expires_at', 'is', null).where('revoked_at', 'is', null);
  if (expiry === 'set') {
    tokens = tokens.where((eb) =>
      eb.or([eb('expires_at', 'is not', null), eb('revoked_at', 'is not', null)]),
    );
  }
  const { total } = await tokens
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await tokens
    .select([
      'access_tokens.id',
      'access_tokens.name',
      'hint',
      'scopes',
      'access_tokens.created_at as createdAt',
      'expires_at as expiresAt',
      'revoked_at as revokedAt',
      lastUseOf('access_tokens').as('lastUsedAt'),
      'u.id as ownerId',
      'u.name as ownerName',
      'u.email as ownerEmail',
    ])
    .orderBy('access_tokens.created_at', 'desc')
    .orderBy('access_tokens.id', 'desc')
    .limit(page.limit)
    .offset(pageOffset(page))
    .execute();
  return { total, rows };
}

/** Revokes the active ones of the tokens. Of two concurrent calls, one gets a token's row. */
export async function endTokens(
  trx: Transaction,
  organizationId: string,
  tokenIds: readonly string[],
  now: number,
) {
  const ended = await trx
    .updateTable('access_tokens')
    .set({ revoked_at: permanently, ended: 1 })
    .where('organization_id', '=', organizationId)
    .where('id', 'in', tokenIds)
    .where(isActive(now))
    .returning(['id', 'name', 'user_id as userId'])
    .execute();
  await noteChanges(
    trx,
    ended.map(({ id }) => id),
  );
  return ended;
}
