import { toPage } from '../contract/paging.ts';
import { idParameter, NoContent, responses } from '../contract/schemas.ts';
import { originOf } from '../http/change-origin.ts';
import { principalOf } from '../http/gate/request-state.ts';
import type { RouteContext } from '../http/route-context.ts';
import type { Server } from '../http/server.ts';
import { addBoardMember, createBoard, getBoard, removeBoardMember } from './boards.ts';
import { listVisibleBoards } from './boards-queries.ts';
import { Board, BoardPage, BoardQuery, BoardRequest, SeatParameters } from './schema.ts';
import { viewerOf } from './viewer.ts';

const reading = { credential: 'any', scope: 'tickets:read' } as const;
const managing = { credential: 'any', scope: 'tickets:write', permission: 'boards:manage' } as const;
const tags = ['Tickets'];
const path = '/api/v1/boards';

/** Lists boards; lets administrators create boards and manage their members. */
export function boardRoutes(server: Server, { db, now }: RouteContext): void {
  server.get(
    path,
    {
      schema: {
        tags,
        summary: 'List the boards that you can see, oldest first',
        querystring: BoardQuery,
        response: responses({ 200: BoardPage }),
      },
      config: { access: reading },
    },
    async (request) => {
      const { total, rows } = await listVisibleBoards(db, viewerOf(principalOf(request)), request.query);
      return toPage(request.query, total, rows);
    },
  );

  server.get(
    `${path}/:boardId`,
    {
      schema: {
        tags,
        summary: 'Get a board',
        params: idParameter('boardId', 'brd'),
        response: responses({ 200: Board }),
      },
      config: { access: reading },
    },
    (request) => getBoard(db, viewerOf(principalOf(request)), request.params.boardId),
  );

  server.post(
    path,
    {
      schema: {
        tags,
        summary: 'Create a board (admins)',
        body: BoardRequest,
        response: responses({ 201: Board }),
      },
      config: { access: managing },
    },
    async (request, reply) => {
      const { organization } = principalOf(request);
      const board = await createBoard(db, organization.id, originOf(request), request.body);
      return reply.status(201).header('location', `${path}/${board.id}`).send(board);
    },
  );

  boardMemberRoutes(server, { db, now });
}

function boardMemberRoutes(server: Server, { db }: RouteContext): void {
  server.put(
    `${path}/:boardId/members/:userId`,
    {
      schema: {
        tags,
        summary: 'Add a member to a board (admins)',
        params: SeatParameters,
        response: responses({ 204: NoContent }),
      },
      config: { access: managing },
    },
    async (request, reply) => {
      const { boardId, userId } = request.params;
      const { organization } = principalOf(request);
      await addBoardMember(db, organization.id, originOf(request), boardId, userId);
      return reply.status(204).send(null);
    },
  );

  server.delete(
    `${path}/:boardId/members/:userId`,
    {
      schema: {
        tags,
        summary: 'Remove a member from a board (admins)',
        params: SeatParameters,
        response: responses({ 204: NoContent }),
      },
      config: { access: managing },
    },
    async (request, reply) => {
      const { boardId, userId } = request.params;
      const { organization } = principalOf(request);
      await removeBoardMember(db, organization.id, originOf(request), boardId, userId);
      return reply.status(204).send(null);
    },
  );
}
