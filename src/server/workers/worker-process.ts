import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type FromWorker, isFromWorker, type ToWorker } from './messages.ts';
import { relayLines } from './relay-lines.ts';
import type { WorkerSockets } from './sockets.ts';

const program = fileURLToPath(new URL('../../../bin/worker.js', import.meta.url));

/** How a worker ended: its exit code, or the name of the signal. */
export type End = { readonly code: number | null; readonly signal: string | null };
/** How a start went: it listens, or the reason why it does not. */
export type Start = 'listening' | { readonly problem: string | null };

type Duties = {
  /** Whether it warns of settings and offers the setup link. */
  readonly announces: boolean;
  readonly sweeps: boolean;
  /** Its environment, which has all settings. */
  readonly environment: NodeJS.ProcessEnv;
};

/** A worker as the supervisor sees it. */
export class WorkerProcess {
  readonly started: Promise<Start>;
  /** Resolves when its database is ready. */
  readonly prepared: Promise<void>;
  /** Resolves when the process has ended and its output is passed on. */
  readonly ended: Promise<End>;
  readonly #process: ChildProcess;
  /** When it began to listen, or null. */
  #since: number | null = null;

  /** @param onMessage called with everything that the worker says */
  constructor(
    sockets: WorkerSockets,
    { announces, sweeps, environment }: Duties,
    onMessage: (message: FromWorker) => void,
  ) {
    const duties = [...(announces ? ['--announces'] : []), ...(sweeps ? ['--sweeps'] : [])];
    const child = fork(program, [`--sockets=${sockets.length}`, ...duties], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit', 'ipc', ...sockets.map((socket) => socket.fd())],
    });
    this.#process = child;
    const relayed = child.stdout ? relayLines(child.stdout, process.stdout) : Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<Start>();
    this.started = promise;
    const prepared = Promise.withResolvers<void>();
    this.prepared = prepared.promise;
    let problem: string | null = null;
    child.on('message', (message: unknown) => {
      if (!isFromWorker(message)) return;
      if (message.kind === 'listening') {
        this.#since = performance.now();
        resolve('listening');
      }
      if (message.kind === 'prepared') prepared.resolve();
      if (message.kind === 'failed') problem = message.text;
      onMessage(message);
    });
    this.ended = new Promise((end) => {
      child.once('error', (error) => {
        // The process could not be started, or not be reached; in the first case, nothing else follows.
        problem ??= error.message;
        if (child.pid === undefined) end({ code: null, signal: null });
      });
      child.once('exit', (code, signal) => void relayed.then(() => end({ code, signal })));
    });
    void this.ended.then(() => resolve({ problem }));
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Milliseconds for which it has been listening; 0 if it never did. */
  get age(): number {
    return this.#since === null ? 0 : performance.now() - this.#since;
  }

  send(message: ToWorker): void {
    // A worker that has ended gets no messages; its end is reported by itself.
    if (this.#process.connected) this.#process.send(message, () => {});
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.#process.kill(signal);
  }
}
