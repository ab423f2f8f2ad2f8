import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Subject } from './subject.ts';

/** Listens on a free loopback port. Returns the origin, which a subject needs for its issuer or base URL. */
export async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

/** Prints the line that describes a subject. */
export function announce(subject: Subject): void {
  process.on('SIGTERM', () => process.exit(0));
  process.stdout.write(`${JSON.stringify(subject)}\n`);
}
