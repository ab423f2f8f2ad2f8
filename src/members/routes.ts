import { SpedyError } from '../contract/errors.ts';
import { mapPage } from '../contract/paging.ts';
import { idParameter, NoContent } from '../contract/schemas.ts';
import { defineRoute } from '../http/define-route.ts';
import { requireConfirmation } from '../http/gate/confirmation.ts';
import { administratorAccess } from '../http/gate/request-state.ts';
import type { Services } from '../http/services.ts';
import { filterOf } from './lists/filter.ts';
import { listFiltered } from './lists/list-queries.ts';
import { changeMember, getMember } from './members.ts';
import { presentUser } from './present.ts';
import { removedMembers, removeMember } from './remove-member.ts';
import { resetSecondFactor } from './reset-second-factor.ts';
import { OwnChange, User, UserChange, UserPage, UserQuery } from './schema.ts';

const tag = 'Organization';
const path = '/api/v1/users';
const UserId = idParameter('userId', 'usr');

/** An organization's members, for administrators. */
export const memberRoutes = ({ db, hooks, sweepSoon }: Services) => [
  defineRoute({
    method: 'GET',
    path,
    operationId: 'listUsers',
    tag,
    summary: 'List members (admins)',
    config: { load: 'list' },
    access: administratorAccess,
    query: UserQuery,
    response: { 200: UserPage },
    run: async ({ member, query }) =>
      mapPage(await listFiltered(db, member.organization.id, filterOf(query), query), presentUser),
  }),

  defineRoute({
    method: 'GET',
    path: `${path}/:userId`,
    operationId: 'getUser',
    tag,
    summary: 'Get a member (admins)',
    access: administratorAccess,
    params: UserId,
    response: { 200: User },
    run: async ({ member, params }) =>
      presentUser(await getMember(db, member.organization.id, params.userId)),
  }),

  defineRoute({
    method: 'PATCH',
    path: `${path}/:userId`,
    operationId: 'updateUser',
    tag,
    summary: "Change a member's name, role or state (admins)",
    description: 'A change of role and a reactivation in a session need a recent confirmation.',
    access: administratorAccess,
    params: UserId,
    body: UserChange,
    reference: {
      errors: [
        'session_required',
        'last_admin',
        'break_glass_administrator',
        'single_sign_on_required',
        'confirmation_required',
        'forbidden',
      ],
    },
    response: { 200: User },
    run: async ({ member, from, params, body }) => {
      if (body.role !== undefined || body.state === 'active') requireConfirmation(member, from.at);
      return presentUser(await changeMember(db, member.organization.id, from, params.userId, body));
    },
  }),

  defineRoute({
    method: 'DELETE',
    path: `${path}/:userId`,
    operationId: 'removeUser',
    tag,
    summary: 'Remove a member (admins)',
    access: administratorAccess,
    params: UserId,
    reference: { errors: ['last_admin', 'break_glass_administrator', 'session_required'] },
    response: { 204: NoContent },
    run: async ({ member: { organization }, from, params: { userId } }) => {
      await removeMember(db, organization.id, from, userId, hooks.memberRemoved);
      sweepSoon(removedMembers);
    },
  }),

  defineRoute({
    method: 'PATCH',
    path: '/api/v1/me',
    operationId: 'updateMe',
    tag: 'Profile',
    summary: 'Change your name',
    access: { credential: 'session' },
    body: OwnChange,
    response: { 200: User },
    run: async ({ member: { organization, user }, from, body }) =>
      presentUser(await changeMember(db, organization.id, from, user.id, body)),
  }),

  defineRoute({
    method: 'DELETE',
    path: `${path}/:userId/second-factor`,
    operationId: 'resetUserSecondFactor',
    tag,
    summary: "Reset a member's second factor and end their sessions (admins, session only)",
    access: { credential: 'session', permission: 'organization:manage', confirmed: true },
    params: UserId,
    response: { 204: NoContent },
    run: async ({ member: { organization, user }, from, params: { userId } }) => {
      if (userId === user.id)
        throw new SpedyError('forbidden', {
          message: 'Turn off your own second factor with a code under Settings > Account > Security.',
        });
      await resetSecondFactor(db, organization.id, from, userId);
    },
  }),
];
