import { mapPage } from '../../contract/paging.ts';
import { idParameter, NoContent } from '../../contract/schemas.ts';
import { defineRoute } from '../../http/define-route.ts';
import { administratorAccess } from '../../http/gate/request-state.ts';
import type { Services } from '../../http/services.ts';
import { addBoardMember, removeBoardMember } from '../boards.ts';
import { presentBoardMember } from '../present.ts';
import {
  AssigneePage,
  AssigneeQuery,
  BoardMemberPage,
  BoardMemberParameters,
  BoardPage,
  BoardReference,
  MemberListQuery,
} from '../schema.ts';
import { viewerOf } from '../viewer.ts';
import { assigneesOf, boardsOfMember, membersOf } from './lists.ts';

/** Customers do not get to know who else is on a board. */
const listAccess = { credential: 'any', scope: 'tickets:read', permission: 'tickets:write' } as const;
const manageAccess = { credential: 'any', scope: 'tickets:write', permission: 'boards:manage' } as const;
const tag = 'Tickets';
const path = '/api/v1/boards/:boardId';

/** Who is on which board. */
export const boardMemberRoutes = ({ db }: Services) => [
  defineRoute({
    method: 'GET',
    path: `${path}/members`,
    operationId: 'listBoardMembers',
    tag,
    summary: 'List the members on a board (admins, team members)',
    access: listAccess,
    params: BoardReference,
    query: MemberListQuery,
    reference: { errors: ['forbidden'] },
    response: { 200: BoardMemberPage },
    run: async ({ member, params, query }) => {
      const viewer = viewerOf(member);
      return mapPage(await membersOf(db, viewer, params.boardId, query), (row) =>
        presentBoardMember(row, viewer),
      );
    },
  }),

  defineRoute({
    method: 'GET',
    path: `${path}/assignees`,
    operationId: 'listBoardAssignees',
    tag,
    summary: 'List who can be assigned the tickets of a board (admins, team members)',
    description: 'The active members on the board, and the administrators.',
    access: listAccess,
    params: BoardReference,
    query: AssigneeQuery,
    reference: { errors: ['forbidden'] },
    response: { 200: AssigneePage },
    run: ({ member, params, query }) => assigneesOf(db, viewerOf(member), params.boardId, query),
  }),

  defineRoute({
    method: 'PUT',
    path: `${path}/members/:userId`,
    operationId: 'addBoardMember',
    tag,
    summary: 'Add a member to a board (admins)',
    access: manageAccess,
    params: BoardMemberParameters,
    reference: { errors: ['forbidden'] },
    response: { 204: NoContent },
    run: ({ member: { organization }, from, params: { boardId, userId } }) =>
      addBoardMember(db, organization.id, from, boardId, userId),
  }),

  defineRoute({
    method: 'DELETE',
    path: `${path}/members/:userId`,
    operationId: 'removeBoardMember',
    tag,
    summary: 'Remove a member from a board (admins)',
    access: manageAccess,
    params: BoardMemberParameters,
    reference: { errors: ['forbidden'] },
    response: { 204: NoContent },
    run: ({ member: { organization }, from, params: { boardId, userId } }) =>
      removeBoardMember(db, organization.id, from, boardId, userId),
  }),

  defineRoute({
    method: 'GET',
    path: '/api/v1/users/:userId/boards',
    operationId: 'listUserBoards',
    tag: 'Organization',
    summary: 'List the boards that a member is on (admins)',
    description: 'Administrators see all boards, also those that they are not on.',
    access: administratorAccess,
    params: idParameter('userId', 'usr'),
    query: MemberListQuery,
    response: { 200: BoardPage },
    run: ({ member: { organization }, params, query }) =>
      boardsOfMember(db, organization.id, params.userId, query),
  }),
];
