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

/** What a member is told about their tokens, until they dismiss it: that one was reported as leaked. */
export function noticeRoutes(server: Server, { db }: RouteContext): void {
  server.get(
    '/api/v1/me/notices',
    {
      schema: {
        tags,
        summary: 'What I should know',
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

/** @throws Error on a kind that this program does not know */
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
      return `A token of the application "${name}" was found in a public place, and its access was ended. Connect it again where you use it.`;
    case 'session_leaked':
      return 'A session of yours was found in a public place and ended. Change your password if you do not know how it got there.';
    case 'invitation_leaked':
      return `The link of your invitation to ${name} was found in a public place and ended. Send them a new one, on a channel that only they read.`;
  }
}

function descendantsOf(count: number): string {
  if (count === 0) return '';
  const ended = count === 1 ? 'one other credential that it had made' : `${count} others that it had made`;
  return ` With it ended ${ended}; the audit log names each.`;
}
