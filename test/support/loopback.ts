import { once } from 'node:events';
import type { Server } from 'node:http';

/** Lets a server listen on a port of loopback, any free one unless told which; closing cuts what is still open. */
export async function listenOnLoopback(server: Server, port = 0) {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('not listening');
  return {
    port: address.port,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
