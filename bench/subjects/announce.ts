import type { Server } from 'node:http';
import type { Subject } from '../subject.ts';

/** Listens on a free port of loopback and says what may be asked there, in the one line that a subject prints. */
export function announce(server: Server, subject: Omit<Subject, 'origin'>): void {
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    process.stdout.write(`${JSON.stringify({ origin: `http://127.0.0.1:${address.port}`, ...subject })}\n`);
  });
  process.on('SIGTERM', () => process.exit(0));
}
