import { once } from 'node:events';
import { createServer, Server as NetServer } from 'node:net';
import type { Server } from '../../http/server.ts';
import { backlog } from '../listen.ts';

/** The first inherited file descriptor: after the three standard streams and the channel to the supervisor. */
const firstSocket = 4;

/**
 * Listens on sockets that the supervisor has bound. Returns a function that stops it, and keeps the open connections:
 * `close` of an HTTP server would also close the idle ones.
 */
export async function listenOn(server: Server, sockets: number): Promise<() => void> {
  // With a host, Fastify passes the descriptor on as it is.
  const address = { host: '127.0.0.1', fd: firstSocket, backlog };
  await server.listen(address);
  const others = Array.from({ length: sockets - 1 }, (_, index) => firstSocket + 1 + index).map((fd) =>
    createServer((socket) => server.server.emit('connection', socket)).listen({ fd, backlog }),
  );
  await Promise.all(others.map((other) => once(other, 'listening')));
  return () => {
    for (const listener of [server.server, ...others]) NetServer.prototype.close.call(listener);
  };
}
