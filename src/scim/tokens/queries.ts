import { noteChanges } from '../../storage/changes/note-changes.ts';
import type { Database, Transaction } from '../../storage/database.ts';

type NewScimToken = {
  readonly organizationId: string;
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly hash: Uint8Array;
  readonly hint: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly createdBy: string;
  /** The session that it was created with. */
  readonly createdWith: string | null;
};

export function insertScimToken(trx: Transaction, token: NewScimToken) {
  return trx
    .insertInto('scim_tokens')
    .values({
      organization_id: token.organizationId,
      id: token.id,
      name: token.name,
      role: token.role,
      hash: token.hash,
      hint: token.hint,
      created_at: token.createdAt,
      created_by: token.createdBy,
      created_with: token.createdWith,
      revoked_at: null,
    })
    .execute();
}

export type ScimTokenRow = Awaited<ReturnType<typeof listScimTokens>>[number];

/** Returns an organization's active SCIM tokens, newest first. Their number is limited. */
export function listScimTokens(db: Database, organizationId: string, now: number) {
  return db
    .selectFrom('scim_tokens as t')
    .innerJoin('users as u', (on) =>
      on.onRef('u.organization_id', '=', 't.organization_id').onRef('u.id', '=', 't.created_by'),
    )
    .select([
      't.id',
      't.name',
      't.role',
      't.hint',
      't.created_at as createdAt',
      't.revoked_at as revokedAt',
      't.last_used_at as lastUsedAt',
      'u.id as creatorId',
      'u.name as creatorName',
      'u.email as creatorEmail',
    ])
    .where('t.organization_id', '=', organizationId)
    .where((eb) => eb.or([eb('t.revoked_at', 'is', null), eb('t.revoked_at', '>', now)]))
    .orderBy('t.created_at', 'desc')
    .orderBy('t.id', 'desc')
    .execute();
}

/** Finds a token of the organization by the SHA-256 of its value. */
export function findScimToken(db: Database, organizationId: string, hash: Uint8Array) {
  return db
    .selectFrom('scim_tokens')
    .select(['id', 'name', 'role', 'revoked_at as revokedAt'])
    .where('organization_id', '=', organizationId)
    .where('hash', '=', hash)
    .executeTakeFirst();
}

/** Finds a token of any organization by its hash, for reports of leaked tokens. */
export function findScimTokenInAnyOrganization(db: Database, hash: Uint8Array) {
  return db
    .selectFrom('scim_tokens')
    .select(['organization_id as organizationId', 'id', 'name', 'created_by as userId'])
    .select('revoked_at as revokedAt')
    .where('hash', '=', hash)
    .executeTakeFirst();
}

/**
 * Ends an active token at a time, or at the end of a running overlap if that is sooner. Returns the token, or undefined if
 * it is not active. Of two concurrent revocations, one gets the row.
 */
export async function endScimToken(
  trx: Transaction,
  organizationId: string,
  id: string,
  { now, endsAt }: { readonly now: number; readonly endsAt: number },
) {
  const ended = await trx
    .updateTable('scim_tokens')
    .set((eb) => ({
      revoked_at: eb.case().when('revoked_at', '<', endsAt).then(eb.ref('revoked_at')).else(endsAt).end(),
    }))
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where((eb) => eb.or([eb('revoked_at', 'is', null), eb('revoked_at', '>', now)]))
    .returning(['id', 'name', 'role'])
    .executeTakeFirst();
  if (ended) await noteChanges(trx, organizationId, [id]);
  return ended;
}

/** Moves the last use of a token later, never earlier. */
export function raiseScimTokenUse(db: Database, organizationId: string, id: string, at: number) {
  return db
    .updateTable('scim_tokens')
    .set({ last_used_at: at })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<', at)]))
    .execute();
}
