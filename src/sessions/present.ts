import type { Static } from 'typebox';
import { parseStoredWord } from '../access/words.ts';
import { formatOptionalTimestamp, formatTimestamp } from '../contract/timestamps.ts';
import { openings, verifiedFactors } from './open-session.ts';
import type { SessionRow } from './queries.ts';
import type { SessionList } from './schema.ts';

/**
 * Returns a session as the API shows it.
 * @param currentId the session of this request
 * @throws Error on an unknown opening or second factor
 */
export function presentSession(
  row: SessionRow,
  currentId: string,
): Static<typeof SessionList>['data'][number] {
  return {
    id: row.id,
    current: row.id === currentId,
    createdAt: formatTimestamp(row.createdAt),
    lastUsedAt: formatTimestamp(row.lastUsedAt),
    expiresAt: formatTimestamp(row.expiresAt),
    address: row.address,
    userAgent: row.userAgent,
    openedBy: parseStoredWord(openings, row.openedBy),
    secondFactor: row.secondFactor === null ? null : parseStoredWord(verifiedFactors, row.secondFactor),
    secondFactorAt: formatOptionalTimestamp(row.secondFactorAt),
  };
}
