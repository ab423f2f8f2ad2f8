import type { Static } from 'typebox';
import { roles } from '../../access/roles.ts';
import { parseStoredWord } from '../../access/words.ts';
import { formatTimestamp } from '../../contract/timestamps.ts';
import type { InvitationRow } from './queries.ts';
import type { InvitationPage } from './schema.ts';

/** A board as lists name it. */
export type NamedBoard = { readonly id: string; readonly key: string; readonly name: string };

/** Returns the IDs of the boards that an invitation gives. */
export function boardsOf({ boardIds }: Pick<InvitationRow, 'boardIds'>): string[] {
  return boardIds === null ? [] : boardIds.split(' ');
}

/**
 * Returns an invitation as the API shows it, without its secret.
 * @throws Error on an unknown role
 */
export function presentInvitation(
  row: InvitationRow,
  boards: readonly NamedBoard[],
): Static<typeof InvitationPage>['data'][number] {
  return {
    id: row.id,
    email: row.email,
    role: parseStoredWord(roles, row.role),
    name: row.name,
    createdAt: formatTimestamp(row.createdAt),
    expiresAt: formatTimestamp(row.expiresAt),
    boards: boardsOf(row).flatMap((id) => boards.find((board) => board.id === id) ?? []),
    invitedBy: { id: row.inviterId, name: row.inviterName },
  };
}
