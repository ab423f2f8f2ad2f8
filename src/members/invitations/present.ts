import type { Static } from 'typebox';
import { parseRole } from '../../access/roles.ts';
import { formatTimestamp } from '../../contract/timestamps.ts';
import type { InvitationRow } from './queries.ts';
import type { InvitationPage } from './schema.ts';

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
