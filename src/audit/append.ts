import type { AuditEntry } from '../contract/audit-actions.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import type { Transaction } from '../storage/database.ts';
import { newId } from '../storage/ids.ts';
import { appendEvent } from './append-queries.ts';
import { chainStart } from './chain.ts';
import { insertHead } from './queries.ts';

/** Starts an organization's audit chain, when the organization is created. */
export async function beginAudit(trx: Transaction, organizationId: string): Promise<void> {
  await insertHead(trx, organizationId, chainStart);
}

/**
 * Writes the audit event of a change in the change's own transaction, so both commit or neither does. Call it
 * last, because it locks the organization's chain until the transaction ends.
 * @param id of the event, if rows of the same transaction name it
 */
export async function appendAudit(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  entry: AuditEntry,
  id = newId('aud'),
): Promise<void> {
  const { actor } = from;
  const member = actor.kind === 'member' ? actor : null;
  const scimToken = actor.kind === 'scim' ? { kind: 'scim', id: actor.tokenId } : null;
  const event = {
    organizationId,
    id,
    at: from.at,
    actorKind: actor.kind,
    actorId: member?.userId ?? null,
    credentialKind: member?.credentialKind ?? scimToken?.kind ?? null,
    credentialId: member?.credentialId ?? scimToken?.id ?? null,
    action: entry.action,
    targetKind: entry.target.kind,
    targetId: entry.target.id,
    details: JSON.stringify(entry.details ?? {}),
    address: from.address,
    requestId: from.requestId,
  };
  await appendEvent(trx, event);
}
