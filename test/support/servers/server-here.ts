import { readConfig } from '../../../src/server/config.ts';
import type { Running } from '../../../src/server/run/running.ts';
import { serve } from '../../../src/server/serve.ts';
import type { Answer } from '../client.ts';
import { freePort } from '../databases/postgres-server.ts';
import { fetchFrom } from './sockets.ts';

const readyTimeout = 20_000;

/** A complete server in this process, which starts faster than a separate process. */
export class ServerHere {
  readonly #port: number;
  readonly #running: Running;

  private constructor(port: number, running: Running) {
    this.#port = port;
    this.#running = running;
  }

  static async start(
    databaseUrl: string,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<ServerHere> {
    const port = await freePort();
    const env = {
      PORT: String(port),
      SPEDY_BASE_URL: 'http://localhost:3000',
      DATABASE_URL: databaseUrl,
      LOG_LEVEL: 'silent',
      ...settings,
    };
    return new ServerHere(port, await serve(readConfig(env), () => {}));
  }

  /** Sends a request to the organization acme-corp. */
  send(
    method: string,
    path: string,
    { token, body }: { readonly token?: string; readonly body?: unknown } = {},
  ): Promise<Answer> {
    return fetchFrom(this.#port, {
      method,
      path,
      host: 'acme-corp.localhost:3000',
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** Waits until /readyz returns a status. */
  async untilStatus(status: number): Promise<void> {
    for (const deadline = Date.now() + readyTimeout; ; ) {
      const answer = await this.send('GET', '/readyz');
      if (answer.status === status) return;
      if (Date.now() > deadline) throw new Error(`/readyz answers ${answer.status}, not ${status}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  close(): Promise<void> {
    return this.#running.close();
  }
}
