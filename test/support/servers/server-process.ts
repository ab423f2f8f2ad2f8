import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { reportingServer } from '../answers/server-environment.ts';
import type { Answer } from '../client.ts';
import { freePort } from '../databases/postgres-server.ts';
import { fetchFrom } from './sockets.ts';

const main = fileURLToPath(new URL('../../../bin/start.js', import.meta.url));
const readyTimeout = 20_000;

type Options = {
  readonly databaseUrl: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A command that runs the server, which is appended to its arguments. */
  readonly through?: readonly string[];
};

/** A server in a separate process, as an operator runs it. */
export class ServerProcess {
  readonly port: number;
  readonly #process: ChildProcess;
  readonly #exit: Promise<number | null>;
  #output = '';
  #errors = '';

  private constructor(port: number, child: ChildProcess) {
    this.port = port;
    this.#process = child;
    this.#exit = once(child, 'close').then(([code]) => code);
    child.stdout?.on('data', (chunk) => {
      this.#output += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      this.#errors += chunk;
    });
  }

  static async start({ databaseUrl, env = {}, through = [] }: Options): Promise<ServerProcess> {
    const port = await freePort();
    const settings = {
      PORT: String(port),
      SPEDY_BASE_URL: 'http://localhost:3000',
      DATABASE_URL: databaseUrl,
    };
    const [command = process.execPath, ...args] = [...through, process.execPath, main];
    const child = spawn(command, args, {
      env: { PATH: process.env.PATH, ...reportingServer, ...settings, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new ServerProcess(port, child);
  }

  /** Standard output so far: the log, and the setup link. */
  get output(): string {
    return this.#output;
  }

  get errors(): string {
    return this.#errors;
  }

  get setupToken(): string | undefined {
    return /\/setup\?token=(\S+)/.exec(this.#output)?.[1];
  }

  /** Resolves to the exit code once the process has ended and its output is read; null if a signal ended it. */
  get exit(): Promise<number | null> {
    return this.#exit;
  }

  get isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  send(
    method: string,
    path: string,
    call: {
      host?: string;
      token?: string;
      body?: unknown;
      form?: Record<string, string>;
      headers?: Record<string, string>;
    } = {},
  ): Promise<Answer> {
    const { host = 'acme-corp.localhost:3000', token, body, form, headers = {} } = call;
    const sent = form ? new URLSearchParams(form).toString() : JSON.stringify(body);
    const type = form ? 'application/x-www-form-urlencoded' : 'application/json';
    return fetchFrom(this.port, {
      method,
      path,
      host,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(sent === undefined ? {} : { 'content-type': type }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    });
  }

  /** Waits until /readyz, or another path, returns a status. */
  async untilStatus(status: number, path = '/readyz'): Promise<void> {
    for (const deadline = Date.now() + readyTimeout; ; ) {
      const answered = await this.send('GET', path).then(
        (answer) => answer.status,
        () => null,
      );
      if (answered === status) return;
      if (!this.isRunning || Date.now() > deadline)
        throw new Error(`${path} answers ${answered}, not ${status}:\n${this.#output}\n${this.#errors}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Waits until the standard output so far satisfies a condition. Throws if the process ends before. */
  async untilPrinted(condition: (output: string) => boolean): Promise<void> {
    while (!condition(this.#output)) {
      const ended = this.#exit.then(() => true);
      const printed = once(this.#process.stdout ?? this.#process, 'data').then(() => false);
      if ((await Promise.race([printed, ended])) && !condition(this.#output))
        throw new Error(`ended:\n${this.#output}\n${this.#errors}`);
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Ends the process in any state, to clean up after a test. */
  async end(): Promise<void> {
    if (this.isRunning) this.#process.kill('SIGKILL');
    await this.#exit;
  }
}
