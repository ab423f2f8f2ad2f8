import type { RouteContext } from '../http/route-context.ts';
import type { Server } from '../http/server.ts';
import { boardRoutes } from './boards-routes.ts';

/** Boards, tickets, comments: what tokens open. */
export function ticketRoutes(server: Server, context: RouteContext): void {
  boardRoutes(server, context);
}
