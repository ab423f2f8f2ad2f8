import type { Policy } from '../access/policy.ts';
import { type PageRequest, pageOffset } from '../contract/paging.ts';
import { noteChanges } from '../storage/changes/note-changes.ts';
import { compileOnce, type Placeholders } from '../storage/compile-once.ts';
import type { Database, Transaction } from '../storage/database.ts';
import { emailKeys, firstOfKeys } from '../storage/email-key.ts';

const organizationColumns = [
  'id as organizationId',
  'slug',
  'name as organizationName',
  'plan',
  'pats_enabled as patsEnabled',
  'max_lifetime_days as maxLifetimeDays',
  'expiry_required as expiryRequired',
  'idle_revocation_days as idleRevocationDays',
  'registration',
  'two_factor_required as twoFactorRequired',
] as const;

const organizationById = compileOnce((db, { id }: Placeholders<{ readonly id: string }>) =>
  db.selectFrom('organizations').select(organizationColumns).where('id', '=', id),
);

/** @throws Error if the organization does not exist */
export async function findOrganization(db: Database, organizationId: string) {
  const [row] = await organizationById(db, { id: organizationId });
  if (!row) throw new Error(`organization ${organizationId} does not exist`);
  return row;
}

export function findOrganizationBySlug(db: Database, slug: string) {
  return db
    .selectFrom('organizations')
    .select(organizationColumns)
    .where('slug', '=', slug)
    .executeTakeFirst();
}

export async function allSlugs(db: Database): Promise<string[]> {
  const rows = await db.selectFrom('organizations').select('slug').orderBy('slug').execute();
  return rows.map((row) => row.slug);
}

/** Returns whether there is any organization. An empty database gets a setup link. */
export async function hasOrganizations(db: Database): Promise<boolean> {
  return (await db.selectFrom('organizations').select('id').limit(1).executeTakeFirst()) !== undefined;
}

type NewOrganization = { id: string; slug: string; name: string; plan: string; policy: Policy; at: number };

/** Returns the new row's id, or undefined if the slug is taken. */
export function insertOrganization(trx: Transaction, organization: NewOrganization) {
  const { id, slug, name, plan, policy, at } = organization;
  return trx
    .insertInto('organizations')
    .values({
      id,
      slug,
      name,
      plan,
      ...policyColumns(policy),
      created_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
}

export async function updateOrganization(
  trx: Transaction,
  id: string,
  name: string,
  policy: Policy,
): Promise<void> {
  await trx
    .updateTable('organizations')
    .set({ name, ...policyColumns(policy) })
    .where('id', '=', id)
    .execute();
  await noteChanges(trx, [id]);
}

/** Returns a policy as columns. */
function policyColumns(policy: Policy) {
  return {
    pats_enabled: policy.patsEnabled ? 1 : 0,
    max_lifetime_days: policy.maxLifetimeDays,
    expiry_required: policy.expiryRequired ? 1 : 0,
    idle_revocation_days: policy.idleRevocationDays,
    registration: policy.registration,
    two_factor_required: policy.twoFactorRequired ? 1 : 0,
  };
}

export async function updatePlan(trx: Transaction, id: string, plan: string): Promise<void> {
  await trx.updateTable('organizations').set({ plan }).where('id', '=', id).execute();
  await noteChanges(trx, [id]);
}

/**
 * Locks the organization's row until the transaction ends, to serialize changes that must see each other, such as two
 * demotions of the last two administrators.
 */
export function lockOrganization(trx: Transaction, id: string) {
  return trx
    .updateTable('organizations')
    .set((eb) => ({ name: eb.ref('name') }))
    .where('id', '=', id)
    .execute();
}

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

/** Returns a page of members, oldest first, and their total. */
export async function listMembers(db: Database, organizationId: string, page: PageRequest) {
  const members = db
    .selectFrom('users')
    .where('organization_id', '=', organizationId)
    .where('state', '<>', 'removed');
  const { total } = await members
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await members
    .select(memberColumns)
    .orderBy('created_at')
    .orderBy('id')
    .limit(page.limit)
    .offset(pageOffset(page))
    .execute();
  return { total, rows };
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

/** Ends all sessions of a member; returns their ids. */
export async function deleteSessionsOf(trx: Transaction, organizationId: string, userId: string) {
  const ended = await trx
    .deleteFrom('sessions')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .returning('id')
    .execute();
  await noteChanges(
    trx,
    ended.map(({ id }) => id),
  );
  return ended;
}
