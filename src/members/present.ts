import type { Static } from 'typebox';
import { roles } from '../access/roles.ts';
import { parseStoredWord } from '../access/words.ts';
import { formatTimestamp } from '../contract/timestamps.ts';
import type { MemberRow } from './queries.ts';
import { memberStates, secondFactorKinds, type User } from './schema.ts';

/**
 * Returns a member as the API shows them.
 * @throws Error on an unknown role or state
 */
export function presentUser(row: MemberRow): Static<typeof User> {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: parseStoredWord(roles, row.role),
    state: parseStoredWord(memberStates, row.state),
    createdAt: formatTimestamp(row.createdAt),
    lastSeenAt: row.lastSeenAt === 0 ? null : formatTimestamp(row.lastSeenAt),
    secondFactors: secondFactorKinds.filter((kind) => row.secondFactors.split(' ').includes(kind)),
  };
}
