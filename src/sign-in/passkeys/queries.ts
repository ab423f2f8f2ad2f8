import { noteChanges } from '../../storage/changes/note-changes.ts';
import type { Database, Transaction } from '../../storage/database.ts';
import { markFactors } from '../second-factor/mark-queries.ts';
import type { MemberKey } from '../second-factor/queries.ts';

const columns = [
  'id',
  'user_id as userId',
  'credential_id as credentialId',
  'relying_party as host',
  'transports',
  'synced',
  'name',
  'created_at as createdAt',
  'last_used_at as lastUsedAt',
  'blocked_at as blockedAt',
] as const;

export type PasskeyRow = Awaited<ReturnType<typeof listPasskeys>>[number];

/** Returns a member's passkeys, newest first. Their number is limited. */
export function listPasskeys(db: Database, { organizationId, userId }: MemberKey) {
  return db
    .selectFrom('passkeys')
    .select(columns)
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
}

export async function countPasskeys(db: Database, { organizationId, userId }: MemberKey): Promise<number> {
  const { total } = await db
    .selectFrom('passkeys')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  return total;
}

type NewPasskey = MemberKey & {
  readonly id: string;
  readonly credentialId: string;
  readonly host: string;
  readonly publicKey: Uint8Array;
  readonly transports: string;
  readonly synced: boolean;
  readonly signCount: number;
  readonly name: string;
  readonly at: number;
};

/** Stores a passkey; undefined if the organization already has one with this credential ID. */
export async function insertPasskey(trx: Transaction, passkey: NewPasskey): Promise<PasskeyRow | undefined> {
  const row = await trx
    .insertInto('passkeys')
    .values({
      organization_id: passkey.organizationId,
      id: passkey.id,
      user_id: passkey.userId,
      credential_id: passkey.credentialId,
      relying_party: passkey.host,
      public_key: passkey.publicKey,
      transports: passkey.transports,
      synced: passkey.synced ? 1 : 0,
      sign_count: passkey.signCount,
      name: passkey.name,
      created_at: passkey.at,
      last_used_at: null,
      blocked_at: null,
    })
    .onConflict((conflict) => conflict.columns(['organization_id', 'credential_id']).doNothing())
    .returning(columns)
    .executeTakeFirst();
  if (!row) return undefined;
  await markFactors(trx, passkey);
  await noteChanges(trx, passkey.organizationId, [passkey.userId]);
  return row;
}

/** Finds the passkey of an active member by its credential ID. */
export function findPasskeyByCredential(db: Database, organizationId: string, credentialId: string) {
  return db
    .selectFrom('passkeys as p')
    .innerJoin('users as u', (on) =>
      on.onRef('u.organization_id', '=', 'p.organization_id').onRef('u.id', '=', 'p.user_id'),
    )
    .select([
      'p.id',
      'p.user_id as userId',
      'u.email',
      'p.relying_party as host',
      'p.public_key as publicKey',
      'p.name',
      'p.blocked_at as blockedAt',
    ])
    .where('p.organization_id', '=', organizationId)
    .where('p.credential_id', '=', credentialId)
    .where('u.state', '=', 'active')
    .executeTakeFirst();
}

/**
 * Records a use with its signature counter, which grows with every use, or is always 0. Undefined if it did not grow:
 * then another authenticator has a copy of the key (WebAuthn 6.1.1). Of two concurrent uses with the same counter, one
 * gets the row.
 */
export function recordPasskeyUse(
  db: Database,
  organizationId: string,
  id: string,
  { signCount, synced, at }: { signCount: number; synced: boolean; at: number },
) {
  return db
    .updateTable('passkeys')
    .set({ sign_count: signCount, synced: synced ? 1 : 0, last_used_at: at })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('blocked_at', 'is', null)
    .where('sign_count', signCount === 0 ? '=' : '<', signCount)
    .returning('id')
    .executeTakeFirst();
}

/** Blocks a passkey; undefined if it is blocked or removed. */
export function blockPasskey(trx: Transaction, organizationId: string, id: string, at: number) {
  return trx
    .updateTable('passkeys')
    .set({ blocked_at: at })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('blocked_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
}

/** Changes the name of a member's passkey; undefined if there is none with this ID. */
export function renamePasskey(
  trx: Transaction,
  { organizationId, userId }: MemberKey,
  id: string,
  name: string,
) {
  return trx
    .updateTable('passkeys')
    .set({ name })
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .returning(columns)
    .executeTakeFirst();
}

export function findPasskey(db: Database, { organizationId, userId }: MemberKey, id: string) {
  return db
    .selectFrom('passkeys')
    .select(columns)
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function deletePasskey(trx: Transaction, { organizationId, userId }: MemberKey, id: string) {
  const deleted = await trx
    .deleteFrom('passkeys')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .returning(columns)
    .executeTakeFirst();
  if (!deleted) return undefined;
  await markFactors(trx, { organizationId, userId });
  await noteChanges(trx, organizationId, [userId]);
  return deleted;
}

/** Deletes all passkeys of a member; returns how many. */
export async function deletePasskeysOf(trx: Transaction, { organizationId, userId }: MemberKey) {
  const { numDeletedRows } = await trx
    .deleteFrom('passkeys')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  if (numDeletedRows > 0n) {
    await markFactors(trx, { organizationId, userId });
    await noteChanges(trx, organizationId, [userId]);
  }
  return Number(numDeletedRows);
}
