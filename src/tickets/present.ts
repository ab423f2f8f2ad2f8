import type { Static } from 'typebox';
import { formatTimestamp } from '../contract/timestamps.ts';
import type { CommentRow } from './comments-queries.ts';
import type { TicketRow } from './queries.ts';
import { type Comment, priorities, statuses, type Ticket } from './schema.ts';

/** What people call a ticket: its board's key and its number there. */
export function displayIdOf({ boardKey, number }: Pick<TicketRow, 'boardKey' | 'number'>): string {
  return `${boardKey}-${number}`;
}

/**
 * A ticket as the API shows it.
 * @throws Error on a status or priority that this program does not know
 */
export function presentTicket(row: TicketRow): Static<typeof Ticket> {
  const status = statuses.find((known) => known === row.status);
  const priority = priorities.find((known) => known === row.priority);
  if (!status || !priority) throw new Error(`ticket ${row.id} has an unknown status or priority`);
  const { assigneeId, assigneeName } = row;
  return {
    id: row.id,
    displayId: displayIdOf(row),
    title: row.title,
    description: row.description,
    status,
    priority,
    boardId: row.boardId,
    assignee: assigneeId === null || assigneeName === null ? null : { id: assigneeId, name: assigneeName },
    createdAt: formatTimestamp(row.createdAt),
    updatedAt: formatTimestamp(row.updatedAt),
  };
}

/** A comment as the API shows it. */
export function presentComment(row: CommentRow): Static<typeof Comment> {
  return {
    id: row.id,
    body: row.body,
    author: { id: row.authorId, name: row.authorName },
    createdAt: formatTimestamp(row.createdAt),
  };
}
