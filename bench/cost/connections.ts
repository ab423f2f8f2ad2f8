import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { FixedRequest } from '../subject.ts';

const headEnd = '\r\n\r\n';

/**
 * Open connections that send a given number of requests. wrk sends for a given time, so its figures for processor time
 * depend on what else the machine does.
 */
export class Connections {
  readonly #sockets: readonly Socket[];

  private constructor(sockets: readonly Socket[]) {
    this.#sockets = sockets;
  }

  static async open(origin: string, count: number): Promise<Connections> {
    const { hostname, port } = new URL(origin);
    const sockets = Array.from({ length: count }, () => connect(Number(port), hostname));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    for (const socket of sockets) socket.setNoDelay(true);
    return new Connections(sockets);
  }

  /**
   * Sends requests, each connection its next one after the previous response.
   * @throws Error if a response has another status than 200
   */
  async send(next: () => Buffer, count: number): Promise<void> {
    let left = count;
    const take = () => {
      left -= 1;
      return left < 0 ? null : next();
    };
    await Promise.all(this.#sockets.map((socket) => sendOn(socket, take)));
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

function sendOn(socket: Socket, take: () => Buffer | null): Promise<void> {
  return new Promise((resolve, reject) => {
    let missing = -1;
    const sendNext = () => {
      const request = take();
      missing = -1;
      if (request) socket.write(request);
      else end();
    };
    const end = (error?: Error) => {
      socket.off('data', read).off('close', closed);
      if (error) reject(error);
      else resolve();
    };
    const closed = () => end(new Error('the server closed a connection'));
    const read = (part: Buffer) => {
      // A head arrives in one part.
      if (missing === -1) {
        const head = part.indexOf(headEnd);
        const text = part.toString('latin1', 0, head);
        if (head < 0 || !text.startsWith('HTTP/1.1 200')) return end(new Error(`got ${part.toString()}`));
        missing = Number(/^content-length: (\d+)/im.exec(text)?.[1]) + head + headEnd.length;
      }
      missing -= part.length;
      if (missing === 0) sendNext();
    };
    socket.on('data', read).on('close', closed);
    sendNext();
  });
}

/** Returns the bytes of a request. */
export function bytesOf({ method, path, headers, body = '' }: FixedRequest): Buffer {
  const length = method === 'POST' ? { 'Content-Length': String(Buffer.byteLength(body)) } : {};
  const lines = Object.entries({ Host: 'localhost', ...headers, ...length }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}
