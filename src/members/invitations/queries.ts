import { sql } from 'kysely';
import type { Role } from '../../access/roles.ts';
import { listOrder, type PageRequest, readPage } from '../../contract/paging.ts';
import type { Database, Transaction } from '../../storage/database.ts';
import { among } from '../../storage/dialects/queries/among.ts';
import { compareRow, countRows } from '../../storage/list-queries.ts';

export type InvitationRow = {
  readonly id: string;
  readonly email: string;
  readonly role: string;
  readonly name: string | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly inviterId: string;
  readonly inviterName: string;
  /** The IDs of the boards that it gives, separated by spaces; null for none. */
  readonly boardIds: string | null;
};

type NewInvitation = Omit<InvitationRow, 'inviterName'> & {
  readonly organizationId: string;
  readonly emailKey: string;
  readonly hash: Uint8Array;
  /** The credential that it was created with. */
  readonly createdWith: string | null;
};

export function insertInvitation(trx: Transaction, invitation: NewInvitation) {
  return trx
    .insertInto('invitations')
    .values({
      organization_id: invitation.organizationId,
      id: invitation.id,
      email: invitation.email,
      email_key: invitation.emailKey,
      name: invitation.name,
      role: invitation.role,
      hash: invitation.hash,
      invited_by: invitation.inviterId,
      created_at: invitation.createdAt,
      expires_at: invitation.expiresAt,
      created_with: invitation.createdWith,
      board_ids: invitation.boardIds,
    })
    .execute();
}

/** Finds a pending invitation to an email whose inviter can still invite. */
export function findInvitationTo(
  db: Database,
  organizationId: string,
  emailKey: string,
  inviters: readonly Role[],
  now: number,
) {
  return db
    .selectFrom('invitations as i')
    .innerJoin('users as u', (on) =>
      on.onRef('u.organization_id', '=', 'i.organization_id').onRef('u.id', '=', 'i.invited_by'),
    )
    .select('i.id')
    .where('i.organization_id', '=', organizationId)
    .where('i.email_key', '=', emailKey)
    .where('i.expires_at', '>', now)
    .where('u.state', '=', sql.lit('active'))
    .where(
      'u.role',
      'in',
      inviters.map((role) => sql.lit(role)),
    )
    .executeTakeFirst();
}

/** Deletes the invitation to an email, if there is one. */
export function deleteInvitationTo(trx: Transaction, organizationId: string, emailKey: string) {
  return trx
    .deleteFrom('invitations')
    .where('organization_id', '=', organizationId)
    .where('email_key', '=', emailKey)
    .returning(['id', 'email', 'role', 'expires_at as expiresAt'])
    .executeTakeFirst();
}

export function deletePendingInvitation(trx: Transaction, organizationId: string, id: string, now: number) {
  return trx
    .deleteFrom('invitations')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('expires_at', '>', now)
    .returning(['email', 'role'])
    .executeTakeFirst();
}

const invitationOrder = listOrder('invitations', 'integer', 'id');

/**
 * Returns a page of pending invitations, newest first.
 * @param inviters the roles that can invite
 */
export function listInvitations(
  db: Database,
  organizationId: string,
  inviters: readonly Role[],
  request: PageRequest,
  now: number,
) {
  const pending = db
    .selectFrom('invitations as i')
    // SQLite joins in this order.
    .crossJoin('users as u')
    .whereRef('u.organization_id', '=', 'i.organization_id')
    .whereRef('u.id', '=', 'i.invited_by')
    .where('u.state', '=', sql.lit('active'))
    .where(
      'u.role',
      'in',
      inviters.map((role) => sql.lit(role)),
    )
    .where('i.organization_id', '=', organizationId)
    .where('i.expires_at', '>', now);
  return readPage(request, {
    order: invitationOrder,
    count: () => countRows(db, pending),
    read: ({ after, offset, limit }): Promise<InvitationRow[]> =>
      pending
        .select([
          'i.id',
          'i.email',
          'i.role',
          'i.name',
          'i.created_at as createdAt',
          'i.expires_at as expiresAt',
          'i.board_ids as boardIds',
          'u.id as inviterId',
          'u.name as inviterName',
        ])
        .where(compareRow(['i.created_at', 'i.id'], '<', after))
        .orderBy('i.created_at', 'desc')
        .orderBy('i.id', 'desc')
        .limit(limit)
        .offset(offset)
        .execute(),
    positionOf: ({ createdAt, id }) => [createdAt, id],
  });
}

/** Finds an unexpired invitation by its link, with the inviter's current role and state. */
export function findInvitation(db: Database, organizationId: string, hash: Uint8Array, now: number) {
  return db
    .selectFrom('invitations as i')
    .innerJoin('users as u', (on) =>
      on.onRef('u.organization_id', '=', 'i.organization_id').onRef('u.id', '=', 'i.invited_by'),
    )
    .select(['i.email', 'i.name', 'i.role', 'i.expires_at as expiresAt'])
    .select(['u.role as inviterRole', 'u.state as inviterState'])
    .where('i.organization_id', '=', organizationId)
    .where('i.hash', '=', hash)
    .where('i.expires_at', '>', now)
    .executeTakeFirst();
}

/** Replaces the link of an unexpired invitation, which invalidates the previous one. */
export function replaceInvitationHash(
  trx: Transaction,
  organizationId: string,
  id: string,
  hash: Uint8Array,
  now: number,
) {
  return trx
    .updateTable('invitations')
    .set({ hash })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('expires_at', '>', now)
    .returning(['email', 'role', 'expires_at as expiresAt'])
    .executeTakeFirst();
}

/** Deletes at most `limit` invitations by a member. */
export function deleteInvitationsBy(trx: Transaction, organizationId: string, userId: string, limit: number) {
  return trx
    .deleteFrom('invitations')
    .where('organization_id', '=', organizationId)
    .where(
      among(
        trx,
        'id',
        trx
          .selectFrom('invitations')
          .select('id')
          .where('organization_id', '=', organizationId)
          .where('invited_by', '=', userId)
          .limit(limit),
      ),
    )
    .returning(['id', 'email', 'role', 'expires_at as expiresAt'])
    .execute();
}

/** Deletes an invitation that is being accepted. Of several concurrent calls, one gets the row. */
export function consumeInvitation(trx: Transaction, organizationId: string, hash: Uint8Array, now: number) {
  return trx
    .deleteFrom('invitations')
    .where('organization_id', '=', organizationId)
    .where('hash', '=', hash)
    .where('expires_at', '>', now)
    .returning([
      'id',
      'email',
      'role',
      'invited_by as inviterId',
      'created_with as createdWith',
      'board_ids as boardIds',
    ])
    .executeTakeFirst();
}

/** Finds an invitation of any organization by the hash of its link's secret. */
export function findInvitationInAnyOrganization(db: Database, hash: Uint8Array) {
  return db
    .selectFrom('invitations')
    .select(['organization_id as organizationId', 'id', 'invited_by as userId', 'email'])
    .where('hash', '=', hash)
    .executeTakeFirst();
}
