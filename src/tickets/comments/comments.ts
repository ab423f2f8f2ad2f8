import { appendAudit } from '../../audit/append.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { SpedyError } from '../../contract/errors.ts';
import type { Page, PageRequest } from '../../contract/paging.ts';
import { parseProse } from '../../contract/text.ts';
import { type Database, inTransaction, type Transaction } from '../../storage/database.ts';
import { isId, newId } from '../../storage/ids.ts';
import { type CommentRequest, commentLength } from '../schema.ts';
import { getTicket } from '../tickets.ts';
import { requirePermission, seesInternalComments, type Viewer } from '../viewer.ts';
import { seesAllBoards } from '../visibility-queries.ts';
import {
  type CommentRow,
  deleteComment,
  findAuthor,
  findComment,
  insertComment,
  listComments,
  updateComment,
} from './queries.ts';

/**
 * Returns a page of the comments on a ticket that the viewer sees, oldest first.
 * @throws SpedyError not_found for a ticket that the viewer cannot see
 */
export async function commentsOf(
  db: Database,
  viewer: Viewer,
  ticketId: string,
  page: PageRequest,
): Promise<Page<CommentRow>> {
  const ticket = await getTicket(db, viewer, ticketId);
  return listComments(db, viewer, ticket.id, page);
}

/**
 * Adds a comment to a ticket.
 * @throws SpedyError forbidden, also for an internal comment of a customer; validation_failed on body; not_found for a
 * ticket that the viewer cannot see
 */
export async function addComment(
  db: Database,
  from: ChangeOrigin,
  viewer: Viewer,
  ticketId: string,
  { body, internal = false }: CommentRequest,
): Promise<CommentRow> {
  requirePermission(viewer, 'comments:write');
  if (internal && !seesInternalComments(viewer))
    throw new SpedyError('forbidden', {
      message:
        'Only administrators and team members can write internal comments. Leave out internal to post it for everyone on the board.',
    });
  const { organizationId, userId } = viewer;
  const text = parseProse('body', body, 1, commentLength);
  return inTransaction(db, async (trx) => {
    const ticket = await getTicket(trx, viewer, ticketId);
    const author = await findAuthor(trx, organizationId, userId);
    const id = newId('cmt');
    const { at } = from;
    const comment = { organizationId, id, ticketId: ticket.id, authorId: userId, body: text, internal, at };
    await insertComment(trx, comment);
    await appendAudit(trx, organizationId, from, {
      action: 'comment.created',
      target: { kind: 'comment', id },
      details: { ticketId: ticket.id, ...(internal ? { internal } : {}) },
    });
    return { id, body: text, ...author, internal: Number(internal), createdAt: at, editedAt: null };
  });
}

/**
 * Changes the text of the viewer's own comment. The same text is not logged.
 * @throws SpedyError forbidden for the comment of another member; validation_failed on body; not_found for a comment
 * that the viewer cannot see
 */
export async function changeComment(
  db: Database,
  from: ChangeOrigin,
  viewer: Viewer,
  { ticketId, commentId, body }: CommentName & { readonly body: string },
): Promise<CommentRow> {
  requirePermission(viewer, 'comments:write');
  const { organizationId } = viewer;
  const text = parseProse('body', body, 1, commentLength);
  return inTransaction(db, async (trx) => {
    const comment = await getComment(trx, viewer, { ticketId, commentId });
    if (comment.authorId !== viewer.userId)
      throw new SpedyError('forbidden', { message: 'Only the author can edit a comment.' });
    if (comment.body === text) return comment;
    await updateComment(trx, organizationId, comment.id, { body: text, editedAt: from.at });
    await appendAudit(trx, organizationId, from, {
      action: 'comment.changed',
      target: { kind: 'comment', id: comment.id },
      details: { ticketId, ...internality(comment) },
    });
    return { ...comment, body: text, editedAt: from.at };
  });
}

/**
 * Deletes a comment, for its author and for administrators.
 * @throws SpedyError forbidden; not_found for a comment that the viewer cannot see
 */
export async function removeComment(
  db: Database,
  from: ChangeOrigin,
  viewer: Viewer,
  name: CommentName,
): Promise<void> {
  requirePermission(viewer, 'comments:write');
  const { organizationId, userId, role } = viewer;
  await inTransaction(db, async (trx) => {
    const comment = await getComment(trx, viewer, name);
    const { authorId } = comment;
    if (authorId !== userId && !seesAllBoards(role))
      throw new SpedyError('forbidden', {
        message: 'Only the author and administrators can delete a comment.',
      });
    if (!(await deleteComment(trx, organizationId, comment.id))) throw new SpedyError('not_found');
    await appendAudit(trx, organizationId, from, {
      action: 'comment.deleted',
      target: { kind: 'comment', id: comment.id },
      details: { ticketId: name.ticketId, authorId, ...internality(comment) },
    });
  });
}

type CommentName = { readonly ticketId: string; readonly commentId: string };

async function getComment(
  trx: Transaction,
  viewer: Viewer,
  { ticketId, commentId }: CommentName,
): Promise<CommentRow> {
  const ticket = await getTicket(trx, viewer, ticketId);
  const comment = isId('cmt', commentId) ? await findComment(trx, viewer, ticket.id, commentId) : undefined;
  if (!comment) throw new SpedyError('not_found');
  return comment;
}

function internality({ internal }: CommentRow): { readonly internal?: true } {
  return internal === 1 ? { internal: true } : {};
}
