import { compileOnce, type Placeholders } from '../storage/compile-once.ts';
import type { Database, Transaction } from '../storage/database.ts';

/** Inserts the start of an organization's chain. */
export function insertHead(trx: Transaction, organizationId: string, hash: Uint8Array) {
  return trx
    .insertInto('audit_heads')
    .values({ organization_id: organizationId, sequence: 0, hash })
    .execute();
}

/**
 * Returns the head of a chain. Its order makes PostgreSQL find it with one index entry, however many older versions of the
 * row a long snapshot keeps.
 */
export function findHead(db: Database, organizationId: string) {
  return db
    .selectFrom('audit_heads')
    .select(['sequence', 'hash'])
    .where('organization_id', '=', organizationId)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
}

const findHeadHash = compileOnce(
  (db, { organizationId }: Placeholders<{ readonly organizationId: string }>) =>
    db
      .selectFrom('audit_heads')
      .select('hash')
      .where('organization_id', '=', organizationId)
      .orderBy('sequence', 'desc')
      .limit(1),
);

/**
 * Returns the version of everything in an organization whose changes are audited: another one after each change. Unlike
 * the sequence, the hash never returns, not even after the loss of a change or the restore of a backup.
 */
export async function findVersion(db: Database, organizationId: string): Promise<string | null> {
  const [head] = await findHeadHash(db, { organizationId });
  return head ? Buffer.from(head.hash).toString('latin1') : null;
}

/** Returns up to `limit` events after a sequence number, in order. */
export function eventsAfter(db: Database, organizationId: string, sequence: number, limit: number) {
  return db
    .selectFrom('audit_events')
    .select([
      'organization_id as organizationId',
      'sequence',
      'id',
      'at',
      'actor_kind as actorKind',
      'actor_id as actorId',
      'credential_kind as credentialKind',
      'credential_id as credentialId',
      'action',
      'target_kind as targetKind',
      'target_id as targetId',
      'details',
      'address',
      'request_id as requestId',
      'previous_hash as previousHash',
      'hash',
    ])
    .where('organization_id', '=', organizationId)
    .where('sequence', '>', sequence)
    .orderBy('sequence')
    .limit(limit)
    .execute();
}
