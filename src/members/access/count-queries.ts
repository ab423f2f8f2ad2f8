import { hour } from '../../access/policy.ts';
import type { SessionPolicy } from '../../sessions/queries.ts';
import type { Database } from '../../storage/database.ts';
import { countRows, type Total } from '../../storage/list-queries.ts';

/** Counts what a member has in the tables below this module. */
export async function countOwnRows(
  db: Database,
  organizationId: string,
  userId: string,
  { sessionIdleHours, sessionLifetimeHours }: SessionPolicy,
  now: number,
): Promise<Readonly<Record<'sessions' | 'invitations' | 'boards' | 'assignedTickets', Total>>> {
  const sessions = db
    .selectFrom('sessions')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .where('last_used_at', '>', now - sessionIdleHours * hour)
    .where('created_at', '>', now - sessionLifetimeHours * hour);
  const invitations = db
    .selectFrom('invitations')
    .where('organization_id', '=', organizationId)
    .where('invited_by', '=', userId)
    .where('expires_at', '>', now);
  const boards = db
    .selectFrom('board_members')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId);
  const tickets = db
    .selectFrom('tickets')
    .where('organization_id', '=', organizationId)
    .where('assignee_id', '=', userId);
  return {
    sessions: await countRows(db, sessions),
    invitations: await countRows(db, invitations),
    boards: await countRows(db, boards),
    assignedTickets: await countRows(db, tickets),
  };
}
