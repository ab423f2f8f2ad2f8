import type { SelectQueryBuilder } from 'kysely';
import { listOrder, type PageRequest, readPage } from '../../contract/paging.ts';
import { noteChanges } from '../../storage/changes/note-changes.ts';
import type { Database, Transaction } from '../../storage/database.ts';
import { lastUseOf } from '../../storage/last-uses.ts';
import { compareRow, countRows } from '../../storage/list-queries.ts';
import type { Tables } from '../../storage/tables/tables.ts';
import { activeTokens, isActive, permanently } from '../queries.ts';

/** Filters the organization's tokens. Times are milliseconds since the epoch; null: no filter. */
export type OwnedTokenFilter = {
  readonly userId: string | null;
  readonly unusedSince: number | null;
  readonly expiresBy: number | null;
  readonly expiry: 'none' | 'set' | null;
};

/** Selects an organization's active tokens that match a filter. */
function filteredTokens(
  db: Database,
  organizationId: string,
  { userId, unusedSince, expiresBy, expiry }: OwnedTokenFilter,
  now: number,
) {
  let tokens = activeTokens(db, organizationId, now);
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
  return tokens;
}

/** Selects tokens with their owners, in the order of a subquery of their IDs. */
export function withOwners(
  db: Database,
  organizationId: string,
  tokens: SelectQueryBuilder<Tables, 'access_tokens', { id: string }>,
) {
  return (
    db
      .selectFrom(tokens.as('listed'))
      // SQLite joins in this order.
      .crossJoin('access_tokens')
      .crossJoin('users as u')
      .where('access_tokens.organization_id', '=', organizationId)
      .whereRef('access_tokens.id', '=', 'listed.id')
      .whereRef('u.organization_id', '=', 'access_tokens.organization_id')
      .whereRef('u.id', '=', 'access_tokens.user_id')
      .select([
        'access_tokens.id',
        'access_tokens.name',
        'access_tokens.hint',
        'access_tokens.scopes',
        'access_tokens.created_at as createdAt',
        'access_tokens.expires_at as expiresAt',
        'access_tokens.revoked_at as revokedAt',
        lastUseOf('access_tokens').as('lastUsedAt'),
        'u.id as ownerId',
        'u.name as ownerName',
        'u.email as ownerEmail',
      ])
      .orderBy('access_tokens.created_at', 'desc')
      .orderBy('access_tokens.id', 'desc')
  );
}

const order = listOrder('organization-tokens', 'integer', 'id');

/** Returns a page of the organization's active tokens with their owners, newest first. */
export function listOwnedTokens(
  db: Database,
  organizationId: string,
  filter: OwnedTokenFilter,
  request: PageRequest,
  now: number,
) {
  const tokens = filteredTokens(db, organizationId, filter, now);
  return readPage(request, {
    order,
    count: () => countRows(db, tokens),
    read: ({ after, offset, limit }) =>
      withOwners(
        db,
        organizationId,
        tokens
          .select('access_tokens.id')
          .where(compareRow(['access_tokens.created_at', 'access_tokens.id'], '<', after))
          .orderBy('access_tokens.created_at', 'desc')
          .orderBy('access_tokens.id', 'desc')
          .limit(limit)
          .offset(offset),
      ).execute(),
    positionOf: ({ createdAt, id }) => [createdAt, id],
  });
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
    .set({ revoked_at: permanently, ended: 1, ended_at: now })
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
