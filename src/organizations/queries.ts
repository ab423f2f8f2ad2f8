import type { Policy } from '../access/policy.ts';
import { noteChanges } from '../storage/changes/note-changes.ts';
import { compileOnce, type Placeholders } from '../storage/compile-once.ts';
import type { Database, Transaction } from '../storage/database.ts';

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
  'two_factor as twoFactor',
  'session_idle_hours as sessionIdleHours',
  'session_lifetime_hours as sessionLifetimeHours',
  'audit_retention_days as auditRetentionDays',
  'usage_retention_days as usageRetentionDays',
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

/** Finds an organization by its slug, deleted or not, for the operator. */
export function findOrganizationBySlug(db: Database, slug: string) {
  return db
    .selectFrom('organizations')
    .select([...organizationColumns, 'deleted_at as deletedAt'])
    .where('slug', '=', slug)
    .executeTakeFirst();
}

export async function allSlugs(db: Database): Promise<string[]> {
  const rows = await db.selectFrom('organizations').select('slug').orderBy('slug').execute();
  return rows.map((row) => row.slug);
}

/** Returns all organizations with their numbers of members, for the operator. */
export function allOrganizations(db: Database) {
  return db
    .selectFrom('organizations')
    .select(['id', 'slug', 'name', 'plan', 'created_at as createdAt', 'deleted_at as deletedAt'])
    .select((eb) =>
      eb
        .selectFrom('users')
        .select((count) => count.fn.countAll<number>().as('members'))
        .whereRef('users.organization_id', '=', 'organizations.id')
        .where('users.state', '<>', 'removed')
        .$asScalar()
        .$notNull()
        .as('members'),
    )
    .orderBy('slug')
    .execute();
}

/** Returns whether there is any organization. An empty database gets a setup link. */
export async function hasOrganizations(db: Database): Promise<boolean> {
  return (await db.selectFrom('organizations').select('id').limit(1).executeTakeFirst()) !== undefined;
}

type NewOrganization = { id: string; slug: string; name: string; plan: string; policy: Policy; at: number };

/** Returns the new row's ID, or undefined if the slug is taken. */
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
  await noteChanges(trx, id, [id]);
}

/** Returns a policy as columns. */
function policyColumns(policy: Policy) {
  return {
    pats_enabled: policy.patsEnabled ? 1 : 0,
    max_lifetime_days: policy.maxLifetimeDays,
    expiry_required: policy.expiryRequired ? 1 : 0,
    idle_revocation_days: policy.idleRevocationDays,
    registration: policy.registration,
    two_factor: policy.twoFactor,
    session_idle_hours: policy.sessionIdleHours,
    session_lifetime_hours: policy.sessionLifetimeHours,
    audit_retention_days: policy.auditRetentionDays,
    usage_retention_days: policy.usageRetentionDays,
  };
}

/** Deletes sessions that were last used, or opened, before a time: those that a policy ended before it changes. */
export async function deleteEndedSessions(
  trx: Transaction,
  organizationId: string,
  { usedBefore, openedBefore }: { readonly usedBefore: number; readonly openedBefore: number },
): Promise<void> {
  const ended = await trx
    .deleteFrom('sessions')
    .where('organization_id', '=', organizationId)
    .where((eb) => eb.or([eb('last_used_at', '<=', usedBefore), eb('created_at', '<=', openedBefore)]))
    .returning('id')
    .execute();
  await noteChanges(
    trx,
    organizationId,
    ended.map(({ id }) => id),
  );
}

export async function updatePlan(trx: Transaction, id: string, plan: string): Promise<void> {
  await trx.updateTable('organizations').set({ plan }).where('id', '=', id).execute();
  await noteChanges(trx, id, [id]);
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
