import { appendAudit } from '../audit/append.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import type { Page, PageRequest } from '../contract/paging.ts';
import { parseProse } from '../contract/text.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { newId } from '../storage/ids.ts';
import { type CommentRow, findAuthor, insertComment, listComments } from './comments-queries.ts';
import { commentLength } from './schema.ts';
import { getTicket } from './tickets.ts';
import { requirePermission, type Viewer } from './viewer.ts';

/**
 * Returns a page of the comments on a ticket, oldest first.
 * @throws SpedyError not_found for a ticket that the viewer cannot see
 */
export async function commentsOf(
  db: Database,
  viewer: Viewer,
  ticketId: string,
  page: PageRequest,
): Promise<Page<CommentRow>> {
  const ticket = await getTicket(db, viewer, ticketId);
  return listComments(db, viewer.organizationId, ticket.id, page);
}

/**
 * Adds a comment to a ticket.
 * @throws SpedyError forbidden; validation_failed on body; not_found for a ticket that the viewer cannot see
 */
export async function addComment(
  db: Database,
  from: ChangeOrigin,
  viewer: Viewer,
  ticketId: string,
  body: string,
): Promise<CommentRow> {
  requirePermission(viewer, 'comments:write');
  const { organizationId, userId } = viewer;
  const text = parseProse('body', body, 1, commentLength);
  return inTransaction(db, async (trx) => {
    const ticket = await getTicket(trx, viewer, ticketId);
    const author = await findAuthor(trx, organizationId, userId);
    const id = newId('cmt');
    const { at } = from;
    await insertComment(trx, { organizationId, id, ticketId: ticket.id, authorId: userId, body: text, at });
    await appendAudit(trx, organizationId, from, {
      action: 'comment.created',
      target: { kind: 'comment', id },
      details: { ticketId: ticket.id },
    });
    return { id, body: text, ...author, createdAt: at };
  });
}
