import { SpedyError } from '../contract/errors.ts';
import { mapPage } from '../contract/paging.ts';
import { idParameter, NoContent } from '../contract/schemas.ts';
import { defineRoute } from '../http/define-route.ts';
import type { Services } from '../http/services.ts';
import { isId } from '../storage/ids.ts';
import { presentNotice } from './present.ts';
import { deleteNotice, listNotices } from './queries.ts';
import { NoticePage, NoticeQuery } from './schema.ts';

const access = { credential: 'any', scope: 'tokens:write' } as const;
const tag = 'Tokens';

/** A member's notices about leaked credentials. */
export const noticeRoutes = ({ db }: Services) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/me/notices',
    operationId: 'listNotices',
    tag,
    summary: 'List your notices, newest first',
    access,
    query: NoticeQuery,
    response: { 200: NoticePage },
    run: async ({ member: { organization, user }, query }) =>
      mapPage(await listNotices(db, organization.id, user.id, query), presentNotice),
  }),

  defineRoute({
    method: 'DELETE',
    path: '/api/v1/me/notices/:noticeId',
    operationId: 'dismissNotice',
    tag,
    summary: 'Dismiss a notice',
    access,
    params: idParameter('noticeId', 'ntc'),
    response: { 204: NoContent },
    run: async ({ member: { organization, user }, params: { noticeId } }) => {
      const deleted = isId('ntc', noticeId) && (await deleteNotice(db, organization.id, user.id, noticeId));
      if (!deleted) throw new SpedyError('not_found');
    },
  }),
];
