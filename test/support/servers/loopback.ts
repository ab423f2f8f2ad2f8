import { once } from 'node:events';
import type { Server } from 'node:http';

/** Makes a server listen on a loopback port, by default a free one. Closing it ends open connections. */
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
