import { SpedyError } from '../../contract/errors.ts';
import { toPage } from '../../contract/paging.ts';
import { idParameter, NoContent, responses } from '../../contract/schemas.ts';
import { formatTimestamp } from '../../contract/timestamps.ts';
import { principalOf } from '../../http/gate/request-state.ts';
import type { RouteContext } from '../../http/route-context.ts';
import type { Server } from '../../http/server.ts';
import { isId } from '../../storage/ids.ts';
import { NoticePage, NoticeQuery, noticeKinds } from '../schema.ts';
import { deleteNotice, listNotices } from './queries.ts';

const access = { credential: 'any', scope: 'tokens:write' } as const;
const tags = ['Tokens'];

/** Lists and dismisses a member's notices about leaked credentials. */
export function noticeRoutes(server: Server, { db }: RouteContext): void {
  server.get(
    '/api/v1/me/notices',
    {
      schema: {
        tags,
        summary: 'List your notices, newest first',
        querystring: NoticeQuery,
        response: responses({ 200: NoticePage }),
      },
      config: { access },
    },
    async (request) => {
      const { organization, user } = principalOf(request);
      const { total, rows } = await listNotices(db, organization.id, user.id, request.query);
      const notices = rows.map((row) => ({
        id: row.id,
        kind: kindOf(row.kind),
        tokenId: row.tokenId,
        tokenName: row.tokenName,
        message: messageOf(kindOf(row.kind), row.tokenName) + descendantsOf(row.alsoEnded ?? 0),
        alsoEnded: row.alsoEnded ?? 0,
        createdAt: formatTimestamp(row.createdAt),
      }));
      return toPage(request.query, total, notices);
    },
  );

  server.delete(
    '/api/v1/me/notices/:noticeId',
    {
      schema: {
        tags,
        summary: 'Dismiss a notice',
        params: idParameter('noticeId', 'ntc'),
        response: responses({ 204: NoContent }),
      },
      config: { access },
    },
    async (request, reply) => {
      const { organization, user } = principalOf(request);
      const { noticeId } = request.params;
      const deleted = isId('ntc', noticeId) && (await deleteNotice(db, organization.id, user.id, noticeId));
      if (!deleted) throw new SpedyError('not_found');
      return reply.status(204).send(null);
    },
  );
}

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
