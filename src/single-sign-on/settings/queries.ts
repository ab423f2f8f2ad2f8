import type { Sealed } from '../../credentials/keys/key-ring.ts';
import { noteChanges } from '../../storage/changes/note-changes.ts';
import type { Database, Transaction } from '../../storage/database.ts';

const columns = [
  'name',
  'issuer',
  'client_id as clientId',
  'sealed_secret as sealedSecret',
  'key_id as keyId',
  'scope',
  'domains',
  'default_role as defaultRole',
  'role_claim as roleClaim',
  'roles',
  'required',
  'break_glass_id as breakGlassUserId',
  'trusts_second_factor as trustsSecondFactor',
  'updated_at as updatedAt',
] as const;

export type ProviderRow = NonNullable<Awaited<ReturnType<typeof findProviderRow>>>;

export function findProviderRow(db: Database, organizationId: string) {
  return db
    .selectFrom('identity_providers')
    .select(columns)
    .where('organization_id', '=', organizationId)
    .executeTakeFirst();
}

/** Inserts or replaces the organization's provider. */
export async function saveProviderRow(trx: Transaction, organizationId: string, row: ProviderRow) {
  const values = {
    name: row.name,
    issuer: row.issuer,
    client_id: row.clientId,
    sealed_secret: row.sealedSecret,
    key_id: row.keyId,
    scope: row.scope,
    domains: row.domains,
    default_role: row.defaultRole,
    role_claim: row.roleClaim,
    roles: row.roles,
    required: row.required,
    break_glass_id: row.breakGlassUserId,
    trusts_second_factor: row.trustsSecondFactor,
    updated_at: row.updatedAt,
  };
  await trx
    .insertInto('identity_providers')
    .values({ organization_id: organizationId, ...values })
    .onConflict((conflict) => conflict.column('organization_id').doUpdateSet(values))
    .execute();
}

export function deleteProviderRow(trx: Transaction, organizationId: string) {
  return trx
    .deleteFrom('identity_providers')
    .where('organization_id', '=', organizationId)
    .returning(['name', 'issuer'])
    .executeTakeFirst();
}

/** Returns whether a member is an active administrator with a password. */
export async function isAdminWithPassword(
  trx: Transaction,
  organizationId: string,
  userId: string,
): Promise<boolean> {
  const row = await trx
    .selectFrom('users')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('id', '=', userId)
    .where('role', '=', 'ADMIN')
    .where('state', '=', 'active')
    .where('password_hash', 'is not', null)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Ends the organization's sessions that were not opened by single sign-on; returns how many.
 * @param kept the member and the session that are not affected
 */
export async function endOtherSessions(
  trx: Transaction,
  organizationId: string,
  kept: { readonly userId: string; readonly sessionId: string },
): Promise<number> {
  const ended = await trx
    .deleteFrom('sessions')
    .where('organization_id', '=', organizationId)
    .where('opened_by', '<>', 'single_sign_on')
    .where('user_id', '<>', kept.userId)
    .where('id', '<>', kept.sessionId)
    .returning('id')
    .execute();
  if (ended.length > 0) await noteChanges(trx, organizationId, [organizationId]);
  return ended.length;
}

/** Ends the organization's sessions that its provider opened, except one; returns how many. */
export async function endProviderSessions(
  trx: Transaction,
  organizationId: string,
  keptId: string | null,
): Promise<number> {
  const ended = await trx
    .deleteFrom('sessions')
    .where('organization_id', '=', organizationId)
    .where('opened_by', '=', 'single_sign_on')
    .$if(keptId !== null, (query) => query.where('id', '<>', keptId))
    .returning('id')
    .execute();
  if (ended.length > 0) await noteChanges(trx, organizationId, [organizationId]);
  return ended.length;
}

/** Removes the second factor of the provider from the organization's sessions, which it no longer counts for. */
export async function forgetSecondFactors(trx: Transaction, organizationId: string): Promise<void> {
  await trx
    .updateTable('sessions')
    .set({ second_factor: null, second_factor_at: null })
    .where('organization_id', '=', organizationId)
    .where('second_factor', '=', 'identity_provider')
    .execute();
  await noteChanges(trx, organizationId, [organizationId]);
}

type SealedRow = {
  readonly organizationId: string;
  readonly issuer: string;
  readonly sealedSecret: Uint8Array;
};

/** Returns client secrets of all organizations that another key sealed, in the order of their organizations. */
export function findSealedWithOtherKey(db: Database, keyId: string, after: string, limit: number) {
  return db
    .selectFrom('identity_providers')
    .select([
      'organization_id as organizationId',
      'issuer',
      'sealed_secret as sealedSecret',
      'key_id as keyId',
    ])
    .where('key_id', '<>', keyId)
    .where('organization_id', '>', after)
    .orderBy('organization_id')
    .limit(limit)
    .execute();
}

/** Replaces a sealed secret with the same one under another key; false if it has changed. */
export async function resealSecret(
  db: Database,
  { organizationId, sealedSecret }: SealedRow,
  sealed: Sealed & { readonly keyId: string },
): Promise<boolean> {
  const changed = await db
    .updateTable('identity_providers')
    .set({ sealed_secret: sealed.bytes, key_id: sealed.keyId })
    .where('organization_id', '=', organizationId)
    .where('sealed_secret', '=', sealedSecret)
    .returning('organization_id')
    .executeTakeFirst();
  return changed !== undefined;
}

export async function countSealedWith(db: Database, keyId: string): Promise<number> {
  const { total } = await db
    .selectFrom('identity_providers')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('key_id', '=', keyId)
    .executeTakeFirstOrThrow();
  return total;
}
