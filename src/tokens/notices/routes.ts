import { SpedyError } from '../../contract/errors.ts';
import { toPage } from '../../contract/paging.ts';
import { idParameter, NoContent } from '../../contract/schemas.ts';
import { formatTimestamp } from '../../contract/timestamps.ts';
import { defineRoute } from '../../http/define-route.ts';
import type { Services } from '../../http/services.ts';
import { isId } from '../../storage/ids.ts';
import { NoticePage, NoticeQuery, noticeKinds } from '../schema.ts';
import { deleteNotice, listNotices } from './queries.ts';

const access = { credential: 'any', scope: 'tokens:write' } as const;
const tag = 'Tokens';

/** A member's notices about leaked credentials. */
export const noticeRoutes = ({ db }: Services) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/me/notices',
    tag,
    summary: 'List your notices, newest first',
    access,
    query: NoticeQuery,
    answer: { 200: NoticePage },
    run: async ({ member: { organization, user }, query }) => {
      const { total, rows } = await listNotices(db, organization.id, user.id, query);
      const notices = rows.map((row) => ({
        id: row.id,
        kind: kindOf(row.kind),
        tokenId: row.tokenId,
        tokenName: row.tokenName,
        message: messageOf(kindOf(row.kind), row.tokenName) + descendantsOf(row.alsoEnded ?? 0),
        alsoEnded: row.alsoEnded ?? 0,
        createdAt: formatTimestamp(row.createdAt),
      }));
      return toPage(query, total, notices);
    },
  }),

  defineRoute({
    method: 'DELETE',
    path: '/api/v1/me/notices/:noticeId',
    tag,
    summary: 'Dismiss a notice',
    access,
    params: idParameter('noticeId', 'ntc'),
    answer: { 204: NoContent },
    run: async ({ member: { organization, user }, params: { noticeId } }) => {
      const deleted = isId('ntc', noticeId) && (await deleteNotice(db, organization.id, user.id, noticeId));
      if (!deleted) throw new SpedyError('not_found');
    },
  }),
];

type Kind = (typeof noticeKinds)[number];

/** @throws Error on an unknown kind */
function kindOf(text: string): Kind {
  const kind = noticeKinds.find((known) => known === text);
  if (!kind) throw new Error(`a notice has the unknown kind ${text}`);
  return kind;
}

function messageOf(kind: Kind, name: string): string {
  switch (kind) {
    case 'token_leaked':
      return `The token "${name}" was found in a public place and revoked. Create a new one and replace it where it was used.`;
    case 'connection_leaked':
      return `A token of the app "${name}" was found in a public place, and its connection was revoked. Connect the app again where you use it.`;
    case 'session_leaked':
      return 'One of your sessions was found in a public place and ended. If you do not know how it got there, change your password.';
    case 'invitation_leaked':
      return `The link of your invitation to ${name} was found in a public place, and the invitation was revoked. Send a new one privately.`;
  }
}

function descendantsOf(count: number): string {
  if (count === 0) return '';
  if (count === 1) return ' One other credential created with it was also revoked. See the audit log.';
  return ` ${count} other credentials created with it were also revoked. See the audit log.`;
}
