import type { AuditEntry } from '../contract/audit-actions.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import type { Transaction } from '../storage/database.ts';
import { newId } from '../storage/ids.ts';
import { type AuditEvent, chainHash, chainStart } from './chain.ts';
import { advanceHead, insertEvent, insertHead, setHeadHash } from './queries.ts';

/** Starts an organization's audit chain, when the organization is created. */
export async function beginAudit(trx: Transaction, organizationId: string): Promise<void> {
  await insertHead(trx, organizationId, chainStart);
}

/**
 * Writes the audit event of a change in the change's own transaction, so both commit or neither does. Call it
 * last, because it locks the organization's chain until the transaction ends.
 */
export async function appendAudit(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  entry: AuditEntry,
): Promise<void> {
  const head = await advanceHead(trx, organizationId);
  const member = from.actor.kind === 'member' ? from.actor : null;
  const event: AuditEvent = {
    organizationId,
    sequence: head.sequence,
    id: newId('aud'),
    at: from.at,
    actorKind: from.actor.kind,
    actorId: member?.userId ?? null,
    credentialKind: member?.credentialKind ?? null,
    credentialId: member?.credentialId ?? null,
    action: entry.action,
    targetKind: entry.target.kind,
    targetId: entry.target.id,
    details: JSON.stringify(entry.details ?? {}),
    address: from.address,
    requestId: from.requestId,
  };
  const hash = chainHash(head.hash, event);
  await insertEvent(trx, { ...event, previousHash: head.hash, hash });
  await setHeadHash(trx, { organizationId, hash });
}
