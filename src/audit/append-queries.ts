import { sql } from 'kysely';
import { compileOnce, type Placeholders } from '../storage/compile-once.ts';
import type { Transaction } from '../storage/database.ts';
import { isPostgres } from '../storage/dialects/is-postgres.ts';
import { type AuditEvent, chainHash, encodingAround, type UnchainedEvent } from './chain.ts';

/**
 * Appends an event to its organization's chain and locks the chain until the transaction ends, so that every event gets
 * its own position. On PostgreSQL this is one call whose response is not awaited: it travels with the commit, so the lock
 * is held for one statement.
 * @throws Error for an organization without a chain (beginAudit creates it), on PostgreSQL at the next statement
 */
export async function appendEvent(trx: Transaction, event: UnchainedEvent): Promise<void> {
  if (isPostgres(trx)) await appendInPostgres(trx, event);
  else await appendInSqlite(trx, event);
}

type EncodedEvent = UnchainedEvent & { readonly before: Buffer; readonly after: Buffer };

/** The function of migration 24. The database's encoding does not matter to the hash, because it gets bytes. */
const callAppend = compileOnce(
  (db, e: Placeholders<EncodedEvent>) =>
    db.selectNoFrom(
      sql`append_audit_event(${e.organizationId}, ${e.id}, ${e.at}, ${e.actorKind}, ${e.actorId}, ${e.credentialKind},
        ${e.credentialId}, ${e.action}, ${e.targetKind}, ${e.targetId}, ${e.details}, ${e.address}, ${e.requestId},
        ${e.before}, ${e.after})`.as('appended'),
    ),
  { unread: true },
);

async function appendInPostgres(trx: Transaction, event: UnchainedEvent): Promise<void> {
  const { before, after } = encodingAround(event);
  await callAppend(trx, { ...event, before: Buffer.from(before), after: Buffer.from(after) });
}

const lastHead = compileOnce((db, { organizationId }: Placeholders<{ readonly organizationId: string }>) =>
  db.selectFrom('audit_heads').select(['sequence', 'hash']).where('organization_id', '=', organizationId),
);

type Link = { readonly organizationId: string; readonly sequence: number; readonly hash: Uint8Array };

const moveHead = compileOnce(
  (db, { organizationId, sequence, hash }: Placeholders<Link>) =>
    db.updateTable('audit_heads').set({ sequence, hash }).where('organization_id', '=', organizationId),
  { unread: true },
);

type ChainedEvent = AuditEvent & { readonly previousHash: Uint8Array; readonly hash: Uint8Array };

const insertEvent = compileOnce(
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

/** In SQLite, the transaction has the database's only write lock. */
async function appendInSqlite(trx: Transaction, unchained: UnchainedEvent): Promise<void> {
  const { organizationId } = unchained;
  const [head] = await lastHead(trx, { organizationId });
  if (!head) throw new Error(`organization ${organizationId} has no audit chain`);
  const event = { ...unchained, sequence: head.sequence + 1 };
  const hash = chainHash(head.hash, event);
  await insertEvent(trx, { ...event, previousHash: head.hash, hash });
  await moveHead(trx, { organizationId, sequence: event.sequence, hash });
}
