import { sql } from 'kysely';
import { listOrder, type PageRequest, readPage } from '../contract/paging.ts';
import { noteChanges } from '../storage/changes/note-changes.ts';
import type { Database, Transaction } from '../storage/database.ts';
import { emailKeys, firstOfKeys } from '../storage/email-key.ts';
import { compareRow, countRows } from '../storage/list-queries.ts';
import { nameOrder } from '../storage/member-search/words.ts';
import { refreshWords } from './lists/word-queries.ts';

export const memberColumns = [
  'id',
  'email',
  'name',
  'role',
  'state',
  'created_at as createdAt',
  'last_seen_at as lastSeenAt',
  'second_factors as secondFactors',
  'has_second_factor as hasSecondFactor',
  'name_order as nameOrder',
] as const;
export type MemberRow = NonNullable<Awaited<ReturnType<typeof findMember>>>;

/** Finds a member, unless they have been removed. */
export function findMember(db: Database, organizationId: string, userId: string) {
  return db
    .selectFrom('users')
    .select(memberColumns)
    .where('organization_id', '=', organizationId)
    .where('id', '=', userId)
    .where('state', '<>', 'removed')
    .executeTakeFirst();
}

/** Finds a member by email, case-insensitively, unless they have been removed. */
export async function findMemberByEmail(db: Database, organizationId: string, email: string) {
  const keys = emailKeys(email);
  const rows = await db
    .selectFrom('users')
    .select([...memberColumns, 'password_hash as passwordHash', 'email_key as emailKey'])
    .where('organization_id', '=', organizationId)
    .where('email_key', 'in', keys)
    .where('state', '<>', sql.lit('removed'))
    .execute();
  return firstOfKeys(rows, keys);
}

export async function memberEmails(db: Database, organizationId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('users')
    .select('email')
    .where('organization_id', '=', organizationId)
    .where('state', '<>', 'removed')
    .execute();
  return rows.map((row) => row.email);
}

/** Returns all members, oldest first, for the operator. @param role null for every role */
export function allMembers(db: Database, organizationId: string, role: string | null) {
  return db
    .selectFrom('users')
    .select(memberColumns)
    .where('organization_id', '=', organizationId)
    .where('state', '<>', sql.lit('removed'))
    .$if(role !== null, (query) => query.where('role', '=', role ?? ''))
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

const memberOrder = listOrder('members', 'integer', 'id');

/** Returns a page of members, oldest first. */
export function listMembers(db: Database, organizationId: string, request: PageRequest) {
  const members = db
    .selectFrom('users')
    .where('organization_id', '=', organizationId)
    // A literal, to match the partial index.
    .where('state', '<>', sql.lit('removed'));
  return readPage(request, {
    order: memberOrder,
    count: () => countRows(db, members),
    read: ({ after, offset, limit }) =>
      members
        .select(memberColumns)
        .where(compareRow(['created_at', 'id'], '>', after))
        .orderBy('created_at')
        .orderBy('id')
        .limit(limit)
        .offset(offset)
        .execute(),
    positionOf: ({ createdAt, id }) => [createdAt, id],
  });
}

export async function hasOtherActiveAdmin(
  trx: Transaction,
  organizationId: string,
  userId: string,
): Promise<boolean> {
  const other = await trx
    .selectFrom('users')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('id', '<>', userId)
    .where('role', '=', 'ADMIN')
    .where('state', '=', 'active')
    // In the order of an index, because the first members usually include one.
    .where('state', '<>', sql.lit('removed'))
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

type NewMember = {
  organizationId: string;
  id: string;
  email: string;
  emailKey: string;
  name: string;
  role: string;
  passwordHash: string | null;
  at: number;
};

/** Returns the new row, or undefined if a member has this email. */
export async function insertMember(trx: Transaction, member: NewMember) {
  const row = await trx
    .insertInto('users')
    .values({
      organization_id: member.organizationId,
      id: member.id,
      email: member.email,
      email_key: member.emailKey,
      name: member.name,
      role: member.role,
      state: 'active',
      password_hash: member.passwordHash,
      created_at: member.at,
      name_order: nameOrder(member.name),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning(memberColumns)
    .executeTakeFirst();
  if (row) await refreshWords(trx, member.organizationId, member.id);
  return row;
}

/** At most so many members are being released at once; more are not left out of lists meanwhile. */
const mostReleasing = 1_000;

/**
 * Returns the removed members of an organization whose tokens, connections, seats and assignments were not all released
 * yet, so that lists leave them out. There are none most of the time.
 */
export async function findReleasing(db: Database, organizationId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('users')
    .select('id')
    .where('organization_id', '=', organizationId)
    // A literal, to match the partial index.
    .where('state', '=', sql.lit('removed'))
    .where('released_at', 'is', null)
    .limit(mostReleasing)
    .execute();
  return rows.map(({ id }) => id);
}

/** Returns a removed member whose tokens, connections, seats and assignments were not all released yet. */
export function findMemberToRelease(db: Database) {
  return (
    db
      .selectFrom('users')
      .select(['organization_id as organizationId', 'id as userId'])
      // A literal, to match the partial index.
      .where('state', '=', sql.lit('removed'))
      .where('released_at', 'is', null)
      .limit(1)
      .executeTakeFirst()
  );
}

export function markReleased(db: Database, organizationId: string, userId: string, at: number) {
  return db
    .updateTable('users')
    .set({ released_at: at })
    .where('organization_id', '=', organizationId)
    .where('id', '=', userId)
    .execute();
}

export async function updateMember(
  trx: Transaction,
  organizationId: string,
  userId: string,
  { at, ...values }: { name: string; role: string; state: string; at: number },
): Promise<void> {
  await trx
    .updateTable('users')
    .set({ ...values, name_order: nameOrder(values.name), changed_at: at })
    .where('organization_id', '=', organizationId)
    .where('id', '=', userId)
    .execute();
  await refreshWords(trx, organizationId, userId);
  await noteChanges(trx, organizationId, [userId]);
}
