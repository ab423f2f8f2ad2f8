import { listOrder, type PageRequest, readPage } from '../contract/paging.ts';
import type { Database, Transaction } from '../storage/database.ts';
import { compareRow, countRows } from '../storage/list-queries.ts';

export type CommentRow = Awaited<ReturnType<typeof listComments>>['data'][number];

const commentOrder = listOrder('comments', 'integer', 'id');

/** Returns a page of a ticket's comments, oldest first. The caller checks access to the ticket. */
export function listComments(db: Database, organizationId: string, ticketId: string, request: PageRequest) {
  const comments = db
    .selectFrom('comments as c')
    .where('c.organization_id', '=', organizationId)
    .where('c.ticket_id', '=', ticketId);
  return readPage(request, {
    order: commentOrder,
    count: () => countRows(db, comments),
    read: ({ after, offset, limit }) =>
      comments
        .innerJoin('users as u', (on) =>
          on.onRef('u.organization_id', '=', 'c.organization_id').onRef('u.id', '=', 'c.author_id'),
        )
        .select(['c.id', 'c.body', 'u.id as authorId', 'u.name as authorName', 'c.created_at as createdAt'])
        .where(compareRow(['c.created_at', 'c.id'], '>', after))
        .orderBy('c.created_at')
        .orderBy('c.id')
        .limit(limit)
        .offset(offset)
        .execute(),
    positionOf: ({ createdAt, id }) => [createdAt, id],
  });
}

type NewComment = {
  organizationId: string;
  id: string;
  ticketId: string;
  authorId: string;
  body: string;
  at: number;
};

export function insertComment(trx: Transaction, comment: NewComment) {
  return trx
    .insertInto('comments')
    .values({
      organization_id: comment.organizationId,
      id: comment.id,
      ticket_id: comment.ticketId,
      author_id: comment.authorId,
      body: comment.body,
      created_at: comment.at,
    })
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
