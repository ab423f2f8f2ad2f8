import { Server as NetServer } from 'node:net';
import type { Server } from '../../http/server.ts';
import { acceptFor, backlog, type Listening, listeningOn } from '../listen.ts';

/** The first inherited file descriptor: after the three standard streams and the channel to the supervisor. */
const firstSocket = 4;

/**
 * Listens on sockets that the supervisor has bound. To stop keeps the open connections: `close` of an HTTP server would also
 * close the idle ones.
 */
export async function listenOn(server: Server, sockets: number): Promise<Listening> {
  // With a host, Fastify passes the descriptor on as it is.
  const address = { host: '127.0.0.1', fd: firstSocket, backlog };
  await server.listen(address);
  const descriptors = Array.from({ length: sockets - 1 }, (_, index) => firstSocket + 1 + index);
  const others = await Promise.all(descriptors.map((fd) => acceptFor(server, { fd, backlog })));
  const listening = listeningOn(others);
  return {
    others,
    stop: () => {
      NetServer.prototype.close.call(server.server);
      return listening.stop();
    },
  };
}
