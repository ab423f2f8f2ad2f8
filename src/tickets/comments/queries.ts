import { sql } from 'kysely';
import { listOrder, type PageRequest, readPage } from '../../contract/paging.ts';
import type { Database, Transaction } from '../../storage/database.ts';
import { compareRow, countRows } from '../../storage/list-queries.ts';
import { seesInternalComments, type Viewer } from '../viewer.ts';

export type CommentRow = NonNullable<Awaited<ReturnType<typeof findComment>>>;

const commentOrder = listOrder('comments', 'integer', 'id');

/** Selects the comments on a ticket that a viewer sees. All reading of comments uses it. */
function visibleComments(db: Database, viewer: Viewer, ticketId: string) {
  const comments = db
    .selectFrom('comments as c')
    .where('c.organization_id', '=', viewer.organizationId)
    .where('c.ticket_id', '=', ticketId);
  // A literal, to match the partial index.
  return seesInternalComments(viewer) ? comments : comments.where('c.internal', '=', sql.lit(0));
}

function withAuthors(comments: ReturnType<typeof visibleComments>) {
  return comments
    .innerJoin('users as u', (on) =>
      on.onRef('u.organization_id', '=', 'c.organization_id').onRef('u.id', '=', 'c.author_id'),
    )
    .select([
      'c.id',
      'c.body',
      'u.id as authorId',
      'u.name as authorName',
      'c.internal',
      'c.created_at as createdAt',
      'c.edited_at as editedAt',
    ]);
}

/** Returns a page of a ticket's comments that the viewer sees, oldest first. The caller checks access to the ticket. */
export function listComments(db: Database, viewer: Viewer, ticketId: string, request: PageRequest) {
  const comments = visibleComments(db, viewer, ticketId);
  return readPage(request, {
    order: commentOrder,
    count: () => countRows(db, comments),
    read: ({ after, offset, limit }) =>
      withAuthors(comments)
        .where(compareRow(['c.created_at', 'c.id'], '>', after))
        .orderBy('c.created_at')
        .orderBy('c.id')
        .limit(limit)
        .offset(offset)
        .execute(),
    positionOf: ({ createdAt, id }) => [createdAt, id],
  });
}

/** Finds a comment that the viewer sees. The caller checks access to the ticket. */
export function findComment(db: Database, viewer: Viewer, ticketId: string, commentId: string) {
  return withAuthors(visibleComments(db, viewer, ticketId))
    .where('c.id', '=', commentId)
    .executeTakeFirst();
}

type NewComment = {
  organizationId: string;
  id: string;
  ticketId: string;
  authorId: string;
  body: string;
  internal: boolean;
  at: number;
};

export async function insertComment(trx: Transaction, comment: NewComment): Promise<void> {
  const { organizationId, ticketId, internal } = comment;
  await trx
    .insertInto('comments')
    .values({
      organization_id: organizationId,
      id: comment.id,
      ticket_id: ticketId,
      author_id: comment.authorId,
      body: comment.body,
      internal: Number(internal),
      created_at: comment.at,
    })
    .execute();
  await addToCount(trx, { organizationId, ticketId, internal }, 1);
}

export async function updateComment(
  trx: Transaction,
  organizationId: string,
  commentId: string,
  { body, editedAt }: { readonly body: string; readonly editedAt: number },
): Promise<void> {
  await trx
    .updateTable('comments')
    .set({ body, edited_at: editedAt })
    .where('organization_id', '=', organizationId)
    .where('id', '=', commentId)
    .execute();
}

/** Deletes a comment; false if another request did. */
export async function deleteComment(
  trx: Transaction,
  organizationId: string,
  commentId: string,
): Promise<boolean> {
  const row = await trx
    .deleteFrom('comments')
    .where('organization_id', '=', organizationId)
    .where('id', '=', commentId)
    .returning(['ticket_id as ticketId', 'internal'])
    .executeTakeFirst();
  if (!row) return false;
  await addToCount(trx, { organizationId, ticketId: row.ticketId, internal: row.internal === 1 }, -1);
  return true;
}

type Counted = { readonly organizationId: string; readonly ticketId: string; readonly internal: boolean };

async function addToCount(
  trx: Transaction,
  { organizationId, ticketId, internal }: Counted,
  change: 1 | -1,
): Promise<void> {
  const column = internal ? 'internal_comment_count' : 'comment_count';
  await trx
    .updateTable('tickets')
    .set((eb) => ({ [column]: eb(column, '+', change) }))
    .where('organization_id', '=', organizationId)
    .where('id', '=', ticketId)
    .execute();
}

/** Returns the name of a comment's author. */
export function findAuthor(db: Database, organizationId: string, userId: string) {
  return db
    .selectFrom('users')
    .select(['id as authorId', 'name as authorName'])
    .where('organization_id', '=', organizationId)
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
}
