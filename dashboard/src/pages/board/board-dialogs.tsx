import type { Board } from '../../api/tickets/boards.ts';
import { BoardMembersDialog } from './board-members-dialog.tsx';
import { CreateTicketDialog } from './create-ticket-dialog.tsx';
import { RenameBoardDialog } from './rename-board-dialog.tsx';

export type OpenDialog = 'create-ticket' | 'members' | 'rename';

type Props = { readonly board: Board; readonly open: OpenDialog; readonly onClose: () => void };

/** The open dialog of a board's page. */
export function BoardDialogs({ board, open, onClose }: Props) {
  if (open === 'members') return <BoardMembersDialog board={board} onClose={onClose} />;
  if (open === 'rename') return <RenameBoardDialog board={board} onClose={onClose} />;
  return <CreateTicketDialog board={board} onClose={onClose} />;
}
