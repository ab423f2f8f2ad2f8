import type { SelectQueryBuilder } from 'kysely';
import { noteChanges } from '../../storage/changes/note-changes.ts';
import type { Database, Transaction } from '../../storage/database.ts';
import { lastUseOf } from '../../storage/last-uses.ts';
import type { Tables } from '../../storage/tables/tables.ts';
import type { End } from '../inactive/ends.ts';
import { endColumns, endsAt, isActive, permanently } from '../queries.ts';

/** Selects tokens with their owners by a subquery of their IDs, without an order. */
export function withOwners<DB extends Tables, TB extends keyof DB>(
  db: Database,
  organizationId: string,
  tokens: SelectQueryBuilder<DB, TB, { id: string }>,
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
        'access_tokens.description',
        'access_tokens.hint',
        'access_tokens.scopes',
        'access_tokens.created_at as createdAt',
        'access_tokens.expires_at as expiresAt',
        'access_tokens.revoked_at as revokedAt',
        'access_tokens.name_order as nameOrder',
        'access_tokens.active_day as activeDay',
        endsAt.as('endsAt'),
        lastUseOf('access_tokens').as('lastUsedAt'),
        'u.id as ownerId',
        'u.name as ownerName',
        'u.email as ownerEmail',
        'u.state as ownerState',
      ])
  );
}

/** Revokes the active ones of the tokens. Of two concurrent calls, one gets a token's row. */
export async function endTokens(
  trx: Transaction,
  organizationId: string,
  tokenIds: readonly string[],
  now: number,
  end: End,
) {
  const ended = await trx
    .updateTable('access_tokens')
    .set({ revoked_at: permanently, ended: 1, ended_at: now, ...endColumns(end) })
    .where('organization_id', '=', organizationId)
    .where('id', 'in', tokenIds)
    .where(isActive(now))
    .returning(['id', 'name', 'user_id as userId'])
    .execute();
  await noteChanges(
    trx,
    organizationId,
    ended.map(({ id }) => id),
  );
  return ended;
}
