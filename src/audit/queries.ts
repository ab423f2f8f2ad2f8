import { compileOnce, type Placeholders } from '../storage/compile-once.ts';
import type { Database, Transaction } from '../storage/database.ts';
import type { AuditEvent } from './chain.ts';

/** Inserts the start of an organization's chain. */
export function insertHead(trx: Transaction, organizationId: string, hash: Uint8Array) {
  return trx
    .insertInto('audit_heads')
    .values({ organization_id: organizationId, sequence: 0, hash })
    .execute();
}

const advance = compileOnce((db, { organizationId }: Placeholders<{ readonly organizationId: string }>) =>
  db
    .updateTable('audit_heads')
    .set((eb) => ({ sequence: eb('sequence', '+', 1) }))
    .where('organization_id', '=', organizationId)
    .returning(['sequence', 'hash']),
);

/**
 * Advances the head of the chain by one and locks it until the transaction ends, so that every event gets its
 * own position.
 * @throws Error for an organization without a chain (beginAudit creates it)
 */
export async function advanceHead(trx: Transaction, organizationId: string) {
  const [head] = await advance(trx, { organizationId });
  if (!head) throw new Error(`organization ${organizationId} has no audit chain`);
  return head;
}

type Head = { readonly organizationId: string; readonly hash: Uint8Array };
type ChainedEvent = AuditEvent & { readonly previousHash: Uint8Array; readonly hash: Uint8Array };

export const setHeadHash = compileOnce(
  (db, { organizationId, hash }: Placeholders<Head>) =>
    db.updateTable('audit_heads').set({ hash }).where('organization_id', '=', organizationId),
  { unread: true },
);

export const insertEvent = compileOnce(
  (db, event: Placeholders<ChainedEvent>) =>
    db.insertInto('audit_events').values({
      organization_id: event.organizationId,
      sequence: event.sequence,
      id: event.id,
      at: event.at,
      actor_kind: event.actorKind,
      actor_id: event.actorId,
      credential_kind: event.credentialKind,
      credential_id: event.credentialId,
      action: event.action,
      target_kind: event.targetKind,
      target_id: event.targetId,
      details: event.details,
      address: event.address,
      request_id: event.requestId,
      previous_hash: event.previousHash,
      hash: event.hash,
    }),
  { unread: true },
);

export function findHead(db: Database, organizationId: string) {
  return db
    .selectFrom('audit_heads')
    .select(['sequence', 'hash'])
    .where('organization_id', '=', organizationId)
    .executeTakeFirst();
}

const findHeadHash = compileOnce(
  (db, { organizationId }: Placeholders<{ readonly organizationId: string }>) =>
    db.selectFrom('audit_heads').select('hash').where('organization_id', '=', organizationId),
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
