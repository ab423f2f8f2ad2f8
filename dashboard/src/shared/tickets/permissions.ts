import type { Me } from '../../api/account/me.ts';

/** What a member's role allows on boards. The server decides; pages only leave out what it would refuse. */
export function ticketPermissions({ role }: Pick<Me, 'role'>) {
  const isAdmin = role === 'ADMIN';
  const isTeam = isAdmin || role === 'TEAM_MEMBER';
  return { manageBoards: isAdmin, editTickets: isTeam, internalComments: isTeam };
}
