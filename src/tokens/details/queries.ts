import type { Database } from '../../storage/database.ts';
import { lastUseOf } from '../../storage/last-uses.ts';

/**
 * Finds a token, active or ended, with its owner, who ended it, and the token it was created with.
 * @param userId the member it must belong to; null for any
 */
export function findDetails(db: Database, organizationId: string, userId: string | null, tokenId: string) {
  return db
    .selectFrom('access_tokens')
    .innerJoin('users as u', (on) =>
      on
        .onRef('u.organization_id', '=', 'access_tokens.organization_id')
        .onRef('u.id', '=', 'access_tokens.user_id'),
    )
    .leftJoin('users as b', (on) =>
      on
        .onRef('b.organization_id', '=', 'access_tokens.organization_id')
        .onRef('b.id', '=', 'access_tokens.ended_by'),
    )
    .leftJoin('access_tokens as c', (on) =>
      on
        .onRef('c.organization_id', '=', 'access_tokens.organization_id')
        .onRef('c.id', '=', 'access_tokens.created_with'),
    )
    .select([
      'access_tokens.id',
      'access_tokens.name',
      'access_tokens.description',
      'access_tokens.hint',
      'access_tokens.scopes',
      'access_tokens.created_at as createdAt',
      'access_tokens.expires_at as expiresAt',
      'access_tokens.revoked_at as revokedAt',
      'access_tokens.ended',
      'access_tokens.ended_at as markedAt',
      'access_tokens.end_reason as endReason',
      'access_tokens.ended_by as endedBy',
      'b.name as endedByName',
      'access_tokens.successor_id as successorId',
      'access_tokens.predecessor_id as predecessorId',
      'access_tokens.created_with as createdWith',
      'c.name as createdWithName',
      'u.id as ownerId',
      'u.name as ownerName',
      'u.email as ownerEmail',
      'u.state as ownerState',
    ])
    .select(lastUseOf('access_tokens').as('lastUsedAt'))
    .where('access_tokens.organization_id', '=', organizationId)
    .where('access_tokens.id', '=', tokenId)
    .$if(userId !== null, (query) => query.where('access_tokens.user_id', '=', userId ?? ''))
    .executeTakeFirst();
}

/** Returns the addresses that a token was used from last, newest first. */
export function findAddresses(db: Database, organizationId: string, tokenId: string, limit: number) {
  return db
    .selectFrom('token_addresses')
    .select(['address', 'at'])
    .where('organization_id', '=', organizationId)
    .where('token_id', '=', tokenId)
    .orderBy('at', 'desc')
    .orderBy('address')
    .limit(limit)
    .execute();
}
