import type { Static } from 'typebox';
import { hour } from '../access/policy.ts';
import { parseStoredWord } from '../access/words.ts';
import { formatOptionalTimestamp, formatTimestamp } from '../contract/timestamps.ts';
import { openings, verifiedFactors } from './openings.ts';
import type { SessionPolicy, SessionRow } from './queries.ts';
import type { SessionList } from './schema.ts';

/**
 * Returns a session as the API shows it.
 * @param policy of the organization, which ends sessions
 * @param currentId the session of this request; null for a token's
 * @throws Error on an unknown opening or second factor
 */
export function presentSession(
  row: SessionRow,
  { sessionIdleHours, sessionLifetimeHours }: SessionPolicy,
  currentId: string | null,
): Static<typeof SessionList>['data'][number] {
  return {
    id: row.id,
    current: row.id === currentId,
    createdAt: formatTimestamp(row.createdAt),
    lastUsedAt: formatTimestamp(row.lastUsedAt),
    expiresAt: formatTimestamp(Math.min(row.expiresAt, row.createdAt + sessionLifetimeHours * hour)),
    idleExpiresAt: formatTimestamp(row.lastUsedAt + sessionIdleHours * hour),
    address: row.address,
    userAgent: row.userAgent,
    openedBy: parseStoredWord(openings, row.openedBy),
    secondFactor: row.secondFactor === null ? null : parseStoredWord(verifiedFactors, row.secondFactor),
    secondFactorAt: formatOptionalTimestamp(row.secondFactorAt),
    confirmedAt: formatOptionalTimestamp(row.confirmedAt),
  };
}
