import { type PageRequest, pageOffset } from '../contract/paging.ts';
import type { Database, Transaction } from '../storage/database.ts';

export type CommentRow = Awaited<ReturnType<typeof listComments>>['rows'][number];

/** Returns a page of a ticket's comments, oldest first, and their total. The caller checks access to the ticket. */
export async function listComments(
  db: Database,
  organizationId: string,
  ticketId: string,
  page: PageRequest,
) {
  const comments = db
    .selectFrom('comments as c')
    .innerJoin('users as u', (on) =>
      on.onRef('u.organization_id', '=', 'c.organization_id').onRef('u.id', '=', 'c.author_id'),
    )
    .where('c.organization_id', '=', organizationId)
    .where('c.ticket_id', '=', ticketId);
  const { total } = await comments
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await comments
    .select(['c.id', 'c.body', 'u.id as authorId', 'u.name as authorName', 'c.created_at as createdAt'])
    .orderBy('c.created_at')
    .orderBy('c.id')
    .limit(page.limit)
    .offset(pageOffset(page))
    .execute();
  return { total, rows };
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
