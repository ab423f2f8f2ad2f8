import { sql } from 'kysely';
import { listOrder, type PageRequest, readPage } from '../contract/paging.ts';
import { noteChanges } from '../storage/changes/note-changes.ts';
import type { Database, Transaction } from '../storage/database.ts';
import { emailKeys, firstOfKeys } from '../storage/email-key.ts';
import { compareRow, countRows } from '../storage/list-queries.ts';

const memberColumns = ['id', 'email', 'name', 'role', 'state', 'created_at as createdAt'] as const;
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
    .where('state', '<>', 'removed')
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

export async function countOtherActiveAdmins(
  trx: Transaction,
  organizationId: string,
  userId: string,
): Promise<number> {
  const { total } = await trx
    .selectFrom('users')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('organization_id', '=', organizationId)
    .where('id', '<>', userId)
    .where('role', '=', 'ADMIN')
    .where('state', '=', 'active')
    .executeTakeFirstOrThrow();
  return total;
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
export function insertMember(trx: Transaction, member: NewMember) {
  return trx
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
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning(memberColumns)
    .executeTakeFirst();
}

/** Returns a removed member whose seats and assignments were not all released yet. */
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
  values: { name: string; role: string; state: string },
): Promise<void> {
  await trx
    .updateTable('users')
    .set(values)
    .where('organization_id', '=', organizationId)
    .where('id', '=', userId)
    .execute();
  await noteChanges(trx, [userId]);
}
