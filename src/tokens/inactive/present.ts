import type { Static } from 'typebox';
import { wordOf } from '../../access/words.ts';
import { formatTimestamp } from '../../contract/timestamps.ts';
import { isId } from '../../storage/ids.ts';
import { presentToken } from '../present.ts';
import { type EndReason, endReasons } from './ends.ts';
import type { InactiveRow } from './list-queries.ts';
import type { Inactive, InactiveToken } from './schema.ts';

/** The stored end of a token. Times are milliseconds since the epoch. */
type StoredEnd = Pick<
  InactiveRow,
  'endedAt' | 'endReason' | 'endedBy' | 'endedByName' | 'successorId' | 'expiresAt' | 'revokedAt'
>;

/** Returns an inactive token as the API shows it. */
export function presentInactiveToken(row: InactiveRow): Static<typeof InactiveToken> {
  // Its expiry, and not the end of its overlap, which `inactive` shows.
  return { ...presentToken({ ...row, revokedAt: null }), inactive: presentEnd(row) };
}

/** Returns when, why and by whom a token ended. */
export function presentEnd(row: StoredEnd): Static<typeof Inactive> {
  const reason = reasonOf(row);
  return {
    at: formatTimestamp(row.endedAt),
    reason,
    by: reason === 'expired' ? null : presentActor(row),
    successorId: reason === 'replaced' ? row.successorId : null,
  };
}

/** A token can expire before the end of its overlap. Earlier versions did not store why a token ended. */
function reasonOf({ endReason, endedAt, expiresAt, revokedAt }: StoredEnd): EndReason {
  const stored = endReason === null ? null : wordOf(endReasons, endReason);
  if (expiresAt !== null && expiresAt <= endedAt && (stored === null || stored === 'replaced'))
    return 'expired';
  if (stored === null && revokedAt === null) return 'member_removed';
  return stored ?? 'revoked';
}

const otherActors = ['operator', 'system', 'scim', 'anonymous'] as const;

function presentActor({ endedBy, endedByName }: StoredEnd): Static<typeof Inactive>['by'] {
  if (endedBy === null) return null;
  if (isId('usr', endedBy)) return { kind: 'member', id: endedBy, name: endedByName };
  const kind = wordOf(otherActors, endedBy);
  return kind && { kind, id: null, name: null };
}
