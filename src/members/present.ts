import type { Static } from 'typebox';
import { parseRole } from '../access/roles.ts';
import { formatTimestamp } from '../contract/timestamps.ts';
import type { MemberRow } from './queries.ts';
import { memberStates, type User } from './schema.ts';

/**
 * Returns a member as the API shows them.
 * @throws Error on an unknown role or state
 */
export function presentUser(row: MemberRow): Static<typeof User> {
  const role = parseRole(row.role);
  const state = memberStates.find((known) => known === row.state);
  if (!role || !state) throw new Error(`member ${row.id} has an unknown role or state`);
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role,
    state,
    createdAt: formatTimestamp(row.createdAt),
  };
}
