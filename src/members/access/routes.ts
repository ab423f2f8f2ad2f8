import { type Static, Type } from 'typebox';
import { idParameter } from '../../contract/schemas.ts';
import { defineRoute } from '../../http/define-route.ts';
import { administratorAccess } from '../../http/gate/request-state.ts';
import type { Services } from '../../http/services.ts';
import type { Total } from '../../storage/list-queries.ts';
import { getMember } from '../members.ts';
import { countOwnRows } from './count-queries.ts';

const Count = Type.Integer({ minimum: 0 });
const MemberAccess = Type.Object(
  {
    sessions: Count,
    tokens: Count,
    connections: Count,
    invitations: Type.Integer({ minimum: 0, description: 'Pending invitations that they sent.' }),
    boards: Count,
    assignedTickets: Count,
    countsAreExact: Type.Boolean({ description: 'Whether no count is 10,000 and stands for more.' }),
  },
  { title: 'MemberAccess' },
);

/** What a member has, for administrators who are about to end it. */
export const memberAccessRoutes = ({ db, hooks, now }: Services) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/users/:userId/access',
    operationId: 'getUserAccess',
    config: { load: 'list' },
    tag: 'Organization',
    summary: 'Count what a member has (admins)',
    description:
      'Deactivation ends the sessions, revokes the invitations and disables the tokens and connections. Removal ends all of it.',
    access: administratorAccess,
    params: idParameter('userId', 'usr'),
    response: { 200: MemberAccess },
    run: async ({ member: { organization }, params: { userId } }) => {
      await getMember(db, organization.id, userId);
      const own = await countOwnRows(db, organization.id, userId, organization.policy, now());
      const { tokens, connections } = await hooks.countAccess(db, organization.id, userId, now());
      return presentCounts({ ...own, tokens: tokens ?? none, connections: connections ?? none });
    },
  }),
];

const none: Total = { total: 0, isExact: true };
type Counted = Omit<Static<typeof MemberAccess>, 'countsAreExact'>;

function presentCounts(counts: Readonly<Record<keyof Counted, Total>>): Static<typeof MemberAccess> {
  return {
    sessions: counts.sessions.total,
    tokens: counts.tokens.total,
    connections: counts.connections.total,
    invitations: counts.invitations.total,
    boards: counts.boards.total,
    assignedTickets: counts.assignedTickets.total,
    countsAreExact: Object.values(counts).every(({ isExact }) => isExact),
  };
}
