import type { Static } from 'typebox';
import { roleAllows, roles } from '../access/roles.ts';
import { parseStoredWord } from '../access/words.ts';
import { mapPage } from '../contract/paging.ts';
import { formatTimestamp } from '../contract/timestamps.ts';
import type { BoardMemberRow } from './board-members/list-queries.ts';
import type { CommentRow } from './comments/queries.ts';
import type { TicketRow } from './queries.ts';
import { type BoardMember, type Comment, memberStates, priorities, statuses, type Ticket } from './schema.ts';
import type { FoundPage } from './search/found-page.ts';
import { seesInternalComments, type Viewer } from './viewer.ts';

/** Returns the display ID of a ticket, such as WEB-42. */
export function displayIdOf({ boardKey, number }: Pick<TicketRow, 'boardKey' | 'number'>): string {
  return `${boardKey}-${number}`;
}

/**
 * Returns a ticket as the API shows it to a viewer.
 * @throws Error on an unknown status or priority
 */
export function presentTicket(row: TicketRow, viewer: Viewer): Static<typeof Ticket> {
  const { assigneeId, assigneeName } = row;
  return {
    id: row.id,
    displayId: displayIdOf(row),
    title: row.title,
    description: row.description,
    status: parseStoredWord(statuses, row.status),
    priority: parseStoredWord(priorities, row.priority),
    boardId: row.boardId,
    assignee: assigneeId === null || assigneeName === null ? null : { id: assigneeId, name: assigneeName },
    createdAt: formatTimestamp(row.createdAt),
    updatedAt: formatTimestamp(row.updatedAt),
    commentCount: row.publicComments + (seesInternalComments(viewer) ? row.internalComments : 0),
  };
}

/** Returns a page of tickets as the API shows it to a viewer. */
export function presentTicketPage({ searched, ...page }: FoundPage, viewer: Viewer) {
  return {
    ...mapPage(page, (row) => presentTicket(row, viewer)),
    ...(searched && {
      searched: { ...searched, until: searched.until === null ? null : formatTimestamp(searched.until) },
    }),
  };
}

/** Returns a comment as the API shows it. */
export function presentComment(row: CommentRow): Static<typeof Comment> {
  return {
    id: row.id,
    body: row.body,
    author: { id: row.authorId, name: row.authorName },
    internal: row.internal === 1,
    createdAt: formatTimestamp(row.createdAt),
    editedAt: row.editedAt === null ? null : formatTimestamp(row.editedAt),
  };
}

/** Returns a member of a board as the API shows them to a viewer. */
export function presentBoardMember(
  { id, name, role, state, email }: BoardMemberRow,
  viewer: Viewer,
): Static<typeof BoardMember> {
  return {
    id,
    name,
    role: parseStoredWord(roles, role),
    state: parseStoredWord(memberStates, state),
    ...(roleAllows(viewer.role, 'organization:manage') ? { email } : {}),
  };
}
