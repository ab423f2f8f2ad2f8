import { lookup } from 'node:dns/promises';
import { BoundSocket, isIP } from 'node:net';
import type { Config } from '../config.ts';
import { describeListenFailure } from '../listen-failure.ts';

/** The sockets that one worker listens on: one for each address of the host. */
export type WorkerSockets = readonly BoundSocket[];

/**
 * Binds the port once for each worker, so that the kernel distributes connections evenly. The sockets stay open here
 * while workers come and go: a connection that waits in the queue of a worker that ended is served by the next one on
 * that socket, not reset. Where the system cannot do that, all workers share one socket.
 * @throws ListenError if the address or port cannot be used
 */
export async function bindSockets({ host, port }: Config, workers: number): Promise<WorkerSockets[]> {
  try {
    const [first, ...others] = await addressesOf(host);
    const perWorker = bindAddress(first, port, workers).map((socket) => [socket]);
    for (const address of others) {
      try {
        for (const [index, socket] of bindAddress(address, port, workers).entries())
          perWorker[index]?.push(socket);
      } catch {
        // One address of localhost is enough, as without workers.
      }
    }
    return perWorker;
  } catch (error) {
    throw describeListenFailure(error, { host, port, settings: { host: 'HOST', port: 'PORT' } });
  }
}

/** The addresses that a server without workers would listen on: all of localhost, and one of any other name. */
async function addressesOf(host: string): Promise<readonly [string, ...string[]]> {
  if (isIP(host) !== 0) return [host];
  const { address } = await lookup(host);
  if (host !== 'localhost') return [address];
  const all = await lookup(host, { all: true });
  return [address, ...all.map((other) => other.address).filter((other) => other !== address)];
}

function bindAddress(host: string, port: number, count: number): BoundSocket[] {
  // A second server that also shares the port would silently take half of the connections.
  const exclusive = new BoundSocket({ host, port });
  if (!canSharePort(host)) return Array<BoundSocket>(count).fill(exclusive);
  exclusive.close();
  return Array.from({ length: count }, () => new BoundSocket({ host, port, reusePort: true }));
}

function canSharePort(host: string): boolean {
  try {
    new BoundSocket({ host, reusePort: true }).close();
    return true;
  } catch {
    return false;
  }
}
