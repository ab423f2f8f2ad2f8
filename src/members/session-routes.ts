import { idParameter, NoContent } from '../contract/schemas.ts';
import { defineRoute } from '../http/define-route.ts';
import { administratorAccess } from '../http/gate/request-state.ts';
import type { Services } from '../http/services.ts';
import type { Principal } from '../principals/principal.ts';
import { endEverySession, endSession } from '../sessions/end-session.ts';
import { presentSession } from '../sessions/present.ts';
import { listSessions } from '../sessions/queries.ts';
import { SessionList } from '../sessions/schema.ts';
import { getMember } from './members.ts';
import { SessionPath } from './schema.ts';

const tag = 'Organization';
const path = '/api/v1/users/:userId/sessions';
const UserId = idParameter('userId', 'usr');

/** The sessions of an organization's members, for administrators. */
export const memberSessionRoutes = ({ db, now }: Services) => [
  defineRoute({
    method: 'GET',
    path,
    operationId: 'listUserSessions',
    config: { load: 'list' },
    tag,
    summary: "List a member's sessions (admins)",
    access: administratorAccess,
    params: UserId,
    response: { 200: SessionList },
    run: async ({ member, params: { userId } }) => {
      const { id, policy } = member.organization;
      await getMember(db, id, userId);
      const rows = await listSessions(db, id, userId, policy, now());
      return { data: rows.map((row) => presentSession(row, policy, sessionOf(member))) };
    },
  }),

  defineRoute({
    method: 'DELETE',
    path,
    operationId: 'endUserSessions',
    tag,
    summary: "End all of a member's sessions (admins)",
    access: administratorAccess,
    params: UserId,
    response: { 204: NoContent },
    run: async ({ member: { organization }, from, params: { userId } }) => {
      await getMember(db, organization.id, userId);
      await endEverySession(db, organization.id, from, userId);
    },
  }),

  defineRoute({
    method: 'DELETE',
    path: `${path}/:sessionId`,
    operationId: 'endUserSession',
    tag,
    summary: "End one of a member's sessions (admins)",
    access: administratorAccess,
    params: SessionPath,
    response: { 204: NoContent },
    run: async ({ member: { organization }, from, params: { userId, sessionId } }) => {
      await getMember(db, organization.id, userId);
      await endSession(db, organization.id, from, userId, sessionId);
    },
  }),
];

function sessionOf({ authentication }: Principal): string | null {
  return authentication.method === 'session' ? authentication.sessionId : null;
}
