import type { Static } from 'typebox';
import { parseStoredWord } from '../../access/words.ts';
import { formatOptionalTimestamp, formatTimestamp } from '../../contract/timestamps.ts';
import type { ScimTokenRow } from './queries.ts';
import { type ScimTokenList, scimRoles } from './schema.ts';

/**
 * Returns a SCIM token as administrators see it.
 * @throws Error for an unknown role
 */
export function presentScimToken(row: ScimTokenRow): Static<typeof ScimTokenList>['data'][number] {
  const { id, name, hint } = row;
  return {
    id,
    name,
    role: parseStoredWord(scimRoles, row.role),
    hint,
    createdAt: formatTimestamp(row.createdAt),
    createdBy: { id: row.creatorId, name: row.creatorName, email: row.creatorEmail },
    lastUsedAt: formatOptionalTimestamp(row.lastUsedAt),
    endsAt: formatOptionalTimestamp(row.revokedAt),
  };
}
