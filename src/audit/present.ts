import type { Static } from 'typebox';
import { parseStoredWord } from '../access/words.ts';
import { formatOptionalTimestamp, formatTimestamp } from '../contract/timestamps.ts';
import type { SearchedPart } from './log/list.ts';
import type { LogRow } from './log/log-queries.ts';
import { type AuditEventItem, actorKinds } from './schema.ts';

/**
 * Returns an event as the API shows it. A removed member is shown with the name they had.
 * @throws Error for an unknown kind of actor
 */
export function presentEvent(row: LogRow): Static<typeof AuditEventItem> {
  const kind = parseStoredWord(actorKinds, row.actorKind);
  const { credentialKind, credentialId } = row;
  return {
    sequence: row.sequence,
    id: row.id,
    at: formatTimestamp(row.at),
    actor: { kind, id: row.actorId, name: row.actorName, email: row.actorEmail },
    credential:
      credentialKind === null || credentialId === null ? null : { kind: credentialKind, id: credentialId },
    action: row.action,
    target: { kind: row.targetKind, id: row.targetId },
    details: JSON.parse(row.details),
    address: row.address,
    requestId: row.requestId,
    hash: Buffer.from(row.hash).toString('hex'),
  };
}

export function presentSearched({ events, until, isComplete }: SearchedPart) {
  return { events, until: formatOptionalTimestamp(until), isComplete };
}
