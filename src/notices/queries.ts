import { listOrder, type PageRequest, readPage } from '../contract/paging.ts';
import type { Database, Transaction } from '../storage/database.ts';
import { compareRow, countRows } from '../storage/list-queries.ts';

type NewNotice = {
  readonly organizationId: string;
  readonly userId: string;
  readonly id: string;
  readonly kind: string;
  readonly tokenId: string;
  readonly tokenName: string;
  readonly at: number;
  /** Its text, unless it follows from the other fields. */
  readonly message?: string;
};

export type NoticeRow = Awaited<ReturnType<typeof listNotices>>['data'][number];

export function insertNotice(trx: Transaction, notice: NewNotice) {
  return trx
    .insertInto('notices')
    .values({
      organization_id: notice.organizationId,
      user_id: notice.userId,
      id: notice.id,
      kind: notice.kind,
      token_id: notice.tokenId,
      token_name: notice.tokenName,
      created_at: notice.at,
      message: notice.message ?? null,
    })
    .execute();
}

/** Adds to the number of ended descendants in a notice; false if it was dismissed. */
export async function addEndedToNotice(
  trx: Transaction,
  organizationId: string,
  id: string,
  count: number,
): Promise<boolean> {
  const updated = await trx
    .updateTable('notices')
    .set((eb) => ({ also_ended: eb(eb.fn.coalesce('also_ended', eb.val(0)), '+', count) }))
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  return updated !== undefined;
}

const noticeOrder = listOrder('notices', 'integer', 'id');

/** Returns a page of a member's notices, newest first. */
export function listNotices(db: Database, organizationId: string, userId: string, request: PageRequest) {
  const notices = db
    .selectFrom('notices')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId);
  return readPage(request, {
    order: noticeOrder,
    count: () => countRows(db, notices),
    read: ({ after, offset, limit }) =>
      notices
        .select(['id', 'kind', 'token_id as tokenId', 'token_name as tokenName'])
        .select(['also_ended as alsoEnded', 'created_at as createdAt', 'message'])
        .where(compareRow(['created_at', 'id'], '<', after))
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .offset(offset)
        .execute(),
    positionOf: ({ createdAt, id }) => [createdAt, id],
  });
}

/** Deletes a notice; false if there was none. */
export async function deleteNotice(
  db: Database,
  organizationId: string,
  userId: string,
  id: string,
): Promise<boolean> {
  const deleted = await db
    .deleteFrom('notices')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  return deleted !== undefined;
}
