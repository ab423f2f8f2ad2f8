import { findVersion } from '../audit/queries.ts';
import { IfNoneMatch, NotModified } from '../contract/schemas.ts';
import { defineRoute } from '../http/define-route.ts';
import { PageCache } from '../http/page-cache.ts';
import type { Services } from '../http/services.ts';
import { createBoard } from './boards.ts';
import { listVisibleBoards } from './boards-queries.ts';
import { boardByReference } from './references.ts';
import { renameBoard } from './rename-board.ts';
import { Board, BoardChange, BoardPage, BoardQuery, BoardReference, BoardRequest } from './schema.ts';
import { viewerOf } from './viewer.ts';
import { visibilityKey } from './visibility-queries.ts';

const readAccess = { credential: 'any', scope: 'tickets:read' } as const;
const manageAccess = { credential: 'any', scope: 'tickets:write', permission: 'boards:manage' } as const;
const tag = 'Tickets';
const path = '/api/v1/boards';

/** The boards that a member can see; administrators create and rename them. */
export const boardRoutes = ({ db }: Services, pages = new PageCache()) => [
  defineRoute({
    method: 'GET',
    path,
    operationId: 'listBoards',
    tag,
    summary: 'List the boards that you can see, oldest first',
    access: readAccess,
    headers: IfNoneMatch,
    query: BoardQuery,
    response: { 200: BoardPage, 304: NotModified },
    run: ({ member, query, request, reply }) => {
      const viewer = viewerOf(member);
      return pages.respond(request, reply, {
        key: JSON.stringify([visibilityKey(viewer), query]),
        version: () => findVersion(db, viewer.organizationId),
        read: () => listVisibleBoards(db, viewer, query),
      });
    },
  }),

  defineRoute({
    method: 'GET',
    path: `${path}/:boardId`,
    operationId: 'getBoard',
    tag,
    summary: 'Get a board by its ID or key',
    access: readAccess,
    params: BoardReference,
    response: { 200: Board },
    run: ({ member, params }) => boardByReference(db, viewerOf(member), params.boardId),
  }),

  defineRoute({
    method: 'POST',
    path,
    operationId: 'createBoard',
    tag,
    summary: 'Create a board (admins)',
    access: manageAccess,
    body: BoardRequest,
    reference: { errors: ['already_exists', 'forbidden'] },
    response: { 201: Board },
    run: async ({ member: { organization }, from, body, reply }) => {
      const board = await createBoard(db, organization.id, from, body);
      reply.header('location', `${path}/${board.id}`);
      return board;
    },
  }),

  defineRoute({
    method: 'PATCH',
    path: `${path}/:boardId`,
    operationId: 'updateBoard',
    tag,
    summary: 'Rename a board (admins)',
    access: manageAccess,
    params: BoardReference,
    body: BoardChange,
    reference: { errors: ['forbidden'] },
    response: { 200: Board },
    run: ({ member, from, params, body }) =>
      renameBoard(db, from, viewerOf(member), params.boardId, body.name),
  }),
];
