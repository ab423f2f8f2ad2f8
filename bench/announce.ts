import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Subject } from './subject.ts';

/**
 * Listens on a free port of loopback. An issuer or a base URL must be known before there is anything to
 * announce.
 */
export async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

/** Says, in the one line that a subject prints, what may be asked. */
export function announce(subject: Subject): void {
  process.on('SIGTERM', () => process.exit(0));
  process.stdout.write(`${JSON.stringify(subject)}\n`);
}
