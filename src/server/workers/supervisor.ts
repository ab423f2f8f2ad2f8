import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { FromWorker } from './messages.ts';
import type { WorkerSockets } from './sockets.ts';
import { type End, type Start, WorkerProcess } from './worker-process.ts';
import { WorkersFailed } from './workers-failed.ts';

/** A worker that ends within this time in milliseconds after it began to listen has failed. */
const shortLife = 10_000;
/** Failures of a worker in a row after which the whole server ends. */
const mostFailures = 6;
/** Milliseconds before a failed worker is started again; each further failure doubles them. */
const firstDelay = 100;
/** Time limit in milliseconds for the start of a worker that replaces a running one. */
const startLimit = 60_000;
/** Time limit in milliseconds for a worker that is to end; then it is killed. */
const stopLimit = 9_700;
const retireLimit = 20_000;

/** The place of one worker, whose processes follow each other. */
type Place = {
  readonly sockets: WorkerSockets;
  /** Whether its worker has the duties that only one has. */
  readonly isFirst: boolean;
  current: WorkerProcess | null;
  /** Failures in a row. */
  failures: number;
};

type Listeners = {
  /** Called with each new worker. */
  readonly worker: (worker: WorkerProcess) => void;
  /** Called with what a worker says. */
  readonly message: (worker: WorkerProcess, message: FromWorker) => void;
  /** Called if a worker ends again and again right after its start. */
  readonly failed: (error: WorkersFailed) => void;
};

/**
 * Starts a worker for each place, starts another one for each that ends, and replaces them one after the other on
 * request. It serves nothing itself.
 */
export class Supervisor {
  readonly #log: Logger;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #places: readonly Place[];
  readonly #on: Listeners;
  readonly #alive = new Set<WorkerProcess>();
  readonly #stopping = new AbortController();
  /** Resolves when all workers have started. */
  readonly #started = Promise.withResolvers<void>();
  #prepared = false;
  #rolling: Promise<void> | null = null;
  #rollAgain = false;

  constructor(
    log: Logger,
    sockets: readonly WorkerSockets[],
    environment: NodeJS.ProcessEnv,
    listeners: Listeners,
  ) {
    this.#log = log;
    this.#environment = environment;
    this.#places = sockets.map((own, index) => ({
      sockets: own,
      isFirst: index === 0,
      current: null,
      failures: 0,
    }));
    this.#on = listeners;
  }

  /** The workers that run now, including those that are to end. */
  get workers(): readonly WorkerProcess[] {
    return [...this.#alive];
  }

  /**
   * Starts the first worker, which migrates the database, and then the others.
   * @throws WorkersFailed if one cannot start
   */
  async start(): Promise<void> {
    const [first, ...others] = this.#places;
    if (first) await this.#startFirst(first);
    await Promise.all(others.map((place) => this.#startFirst(place)));
    for (const place of this.#places) if (place.current) this.#watch(place, place.current);
    this.#started.resolve();
  }

  /** Replaces all workers, one after the other. A place keeps its worker if the new one does not start. */
  roll(): void {
    if (this.#rolling) {
      this.#rollAgain = true;
      return;
    }
    this.#rolling = this.#started.promise
      .then(() => this.#rollAll())
      .finally(() => {
        this.#rolling = null;
        if (!this.#rollAgain || this.#stopping.signal.aborted) return;
        this.#rollAgain = false;
        this.roll();
      });
  }

  /** Ends all workers as SIGTERM ends a server. @throws Error if one did not end by itself and cleanly */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const ends = await Promise.all(this.workers.map((worker) => this.#end(worker, 'SIGTERM', stopLimit)));
    if (ends.some(({ code }) => code !== 0)) throw new Error('a worker did not end cleanly');
  }

  async #startFirst(place: Place): Promise<void> {
    const worker = this.#spawn(place);
    place.current = worker;
    const start = await worker.started;
    if (start === 'listening' || this.#stopping.signal.aborted) return;
    throw new WorkersFailed(start.problem ?? `A worker ended at its start: ${nameOf(await worker.ended)}`);
  }

  #spawn({ sockets, isFirst }: Place): WorkerProcess {
    const duties = {
      announces: isFirst && !this.#prepared,
      sweeps: isFirst,
      environment: this.#environment,
    };
    const worker: WorkerProcess = new WorkerProcess(sockets, duties, (message) => {
      if (message.kind === 'prepared') this.#prepared = true;
      this.#on.message(worker, message);
    });
    this.#alive.add(worker);
    this.#on.worker(worker);
    void worker.ended.then(() => this.#alive.delete(worker));
    return worker;
  }

  /** Starts another worker when this one ends, unless it has been replaced. */
  #watch(place: Place, worker: WorkerProcess): void {
    void worker.ended.then((end) => {
      if (place.current === worker && !this.#stopping.signal.aborted) void this.#replace(place, worker, end);
    });
  }

  async #replace(place: Place, worker: WorkerProcess, end: End): Promise<void> {
    place.failures = worker.age < shortLife ? place.failures + 1 : 0;
    const start = await worker.started;
    const problem = start === 'listening' ? null : start.problem;
    this.#log.error({ worker: worker.pid, end: nameOf(end), problem }, 'A worker ended; starting another');
    if (place.failures >= mostFailures) {
      const reason = problem ?? `the last one with ${nameOf(end)}. See the log`;
      this.#on.failed(
        new WorkersFailed(`${mostFailures} workers in a row ended right after their start: ${reason}`),
      );
      return;
    }
    const wait = place.failures === 0 ? 0 : firstDelay * 2 ** (place.failures - 1);
    await delay(wait, undefined, { signal: this.#stopping.signal }).catch(() => {});
    // A rolling restart may have put another worker here meanwhile.
    if (this.#stopping.signal.aborted || place.current !== worker) return;
    place.current = this.#spawn(place);
    this.#watch(place, place.current);
  }

  async #rollAll(): Promise<void> {
    this.#log.info('Replacing all workers');
    for (const place of this.#places) {
      if (this.#stopping.signal.aborted || !(await this.#rollPlace(place))) return;
    }
    this.#log.info('All workers are replaced');
  }

  async #rollPlace(place: Place): Promise<boolean> {
    const next = this.#spawn(place);
    const limit = AbortSignal.timeout(startLimit);
    const start = await Promise.race([
      startAndPreparation(next),
      aborted(limit),
      aborted(this.#stopping.signal),
    ]);
    if (this.#stopping.signal.aborted) return false;
    if (start !== 'listening') {
      this.#log.error(
        { worker: next.pid, problem: start?.problem },
        'A new worker did not start; the others stay',
      );
      void this.#end(next, 'SIGKILL', 0);
      return false;
    }
    const old = place.current;
    place.current = next;
    place.failures = 0;
    this.#watch(place, next);
    if (old && this.#alive.has(old)) await this.#end(old, 'retire', retireLimit);
    return true;
  }

  async #end(worker: WorkerProcess, how: 'SIGTERM' | 'SIGKILL' | 'retire', limit: number): Promise<End> {
    if (how === 'retire') worker.send({ kind: 'retire' });
    else worker.kill(how);
    const timer = setTimeout(() => worker.kill('SIGKILL'), limit);
    const end = await worker.ended;
    clearTimeout(timer);
    return end;
  }
}

/** A worker may listen before its database is ready; until then, it answers 503. */
async function startAndPreparation(worker: WorkerProcess): Promise<Start> {
  const start = await worker.started;
  if (start === 'listening') await Promise.race([worker.prepared, worker.ended]);
  return start;
}

function nameOf({ code, signal }: End): string {
  return signal ?? `exit code ${code}`;
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
