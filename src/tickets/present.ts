import type { Static } from 'typebox';
import { parseStoredWord } from '../access/words.ts';
import { formatTimestamp } from '../contract/timestamps.ts';
import type { CommentRow } from './comments-queries.ts';
import type { TicketRow } from './queries.ts';
import { type Comment, priorities, statuses, type Ticket } from './schema.ts';

/** Returns the display ID of a ticket, such as WEB-42. */
export function displayIdOf({ boardKey, number }: Pick<TicketRow, 'boardKey' | 'number'>): string {
  return `${boardKey}-${number}`;
}

/**
 * Returns a ticket as the API shows it.
 * @throws Error on an unknown status or priority
 */
export function presentTicket(row: TicketRow): Static<typeof Ticket> {
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
  };
}

/** Returns a comment as the API shows it. */
export function presentComment(row: CommentRow): Static<typeof Comment> {
  return {
    id: row.id,
    body: row.body,
    author: { id: row.authorId, name: row.authorName },
    createdAt: formatTimestamp(row.createdAt),
  };
}
