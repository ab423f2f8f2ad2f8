import type { Static } from 'typebox';
import { parseRole } from '../access/roles.ts';
import { formatTimestamp } from '../contract/timestamps.ts';
import type { MemberRow } from '../organizations/queries.ts';
import { type InvitationPage, memberStates, type User } from '../organizations/schema.ts';
import type { InvitationRow } from './invitations/queries.ts';

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

/**
 * Returns an invitation as the API shows it, without its secret.
 * @throws Error on an unknown role
 */
export function presentInvitation(row: InvitationRow): Static<typeof InvitationPage>['data'][number] {
  const role = parseRole(row.role);
  if (!role) throw new Error(`invitation ${row.id} has an unknown role`);
  return {
    id: row.id,
    email: row.email,
    role,
    name: row.name,
    createdAt: formatTimestamp(row.createdAt),
    expiresAt: formatTimestamp(row.expiresAt),
    invitedBy: { id: row.inviterId, name: row.inviterName },
  };
}
