import type { Static } from 'typebox';
import { roles } from '../../access/roles.ts';
import { parseStoredWord } from '../../access/words.ts';
import { formatTimestamp } from '../../contract/timestamps.ts';
import type { InvitationRow } from './queries.ts';
import type { InvitationPage } from './schema.ts';

/**
 * Returns an invitation as the API shows it, without its secret.
 * @throws Error on an unknown role
 */
export function presentInvitation(row: InvitationRow): Static<typeof InvitationPage>['data'][number] {
  return {
    id: row.id,
    email: row.email,
    role: parseStoredWord(roles, row.role),
    name: row.name,
    createdAt: formatTimestamp(row.createdAt),
    expiresAt: formatTimestamp(row.expiresAt),
    invitedBy: { id: row.inviterId, name: row.inviterName },
  };
}
