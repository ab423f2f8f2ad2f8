import { type ChangesPage, IssuerError } from './issuer-client.ts';

/** Whether changes arrive. `idle`: nobody has checked a token for a minute, so nothing is asked. */
export type FeedState = 'connecting' | 'connected' | 'lost' | 'idle' | 'closed';

type FeedOptions = {
  readonly read: (cursor: string | null, wait: number, signal: AbortSignal) => Promise<ChangesPage>;
  /** Seconds for which a request waits for a change. */
  readonly wait: number;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  readonly onChanges: (subjects: readonly string[]) => void;
  /** Called when changes may have been missed. */
  readonly onReset: () => void;
  readonly onState: (state: FeedState, error: unknown) => void;
};

/** Milliseconds without use after which it stops asking, so that an unused service makes no requests. */
const idleAfter = 60_000;
/** Milliseconds that a response may be late. */
const grace = 1_000;
const [firstPause, longestPause] = [250, 5_000];

/** Reads the change feed for as long as tokens are checked. */
export class ChangeFeed {
  readonly #options: FeedOptions;
  readonly #closing = new AbortController();
  #cursor: string | null = null;
  #state: FeedState = 'idle';
  #running: Promise<void> | null = null;
  #usedAt = 0;
  /** When the last response arrived, by both clocks: one of them stands still while the computer sleeps. */
  #readAt: { readonly monotonic: number; readonly wall: number } | null = null;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  get state(): FeedState {
    return this.#state;
  }

  /** Whether every change until shortly before now has arrived. */
  isCurrent(): boolean {
    if (!this.#readAt) return false;
    const age = Math.max(this.#options.now() - this.#readAt.monotonic, Date.now() - this.#readAt.wall);
    return age <= this.#options.wait * 1_000 + grace;
  }

  /** Notes that a token is checked, and starts reading. */
  use(): void {
    this.#usedAt = this.#options.now();
    if (this.#running || this.#closing.signal.aborted) return;
    this.#running = this.#run().finally(() => {
      this.#running = null;
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
    // Nothing tells of changes from here on.
    this.#readAt = null;
    this.#change('closed', null);
  }

  async #run(): Promise<void> {
    const { now } = this.#options;
    this.#change('connecting', null);
    for (let failures = 0; !this.#closing.signal.aborted; ) {
      if (now() - this.#usedAt > idleAfter) {
        this.#readAt = null;
        this.#change('idle', null);
        return;
      }
      const error = await this.#read();
      failures = error === null ? 0 : failures + 1;
      if (error !== null) await this.#pause(error, failures);
    }
  }

  /** Reads once. Returns the error of a failed read, else null. */
  async #read(): Promise<unknown> {
    const { read, wait, now, onChanges, onReset } = this.#options;
    try {
      // The first response has only the position. After a failure, what was missed comes at once.
      const isLong = this.#readAt !== null;
      const { cursor, reset, subjects } = await read(this.#cursor, isLong ? wait : 0, this.#closing.signal);
      if (reset || this.#cursor === null) onReset();
      else if (subjects.length > 0) onChanges(subjects);
      this.#cursor = cursor;
      this.#readAt = { monotonic: now(), wall: Date.now() };
      this.#change('connected', null);
      return null;
    } catch (error) {
      if (this.#closing.signal.aborted) return null;
      this.#readAt = null;
      this.#change('lost', error);
      return error;
    }
  }

  /** Waits before the next try: longer each time, with chance, or as long as the issuer asks. */
  #pause(error: unknown, failures: number): Promise<void> {
    const own = Math.min(longestPause, firstPause * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
    const asked = error instanceof IssuerError ? (error.retryAfter ?? 0) * 1_000 : 0;
    const milliseconds = Math.max(own, Math.min(asked, 30_000));
    const { signal } = this.#closing;
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal.addEventListener('abort', end);
    });
  }

  #change(state: FeedState, error: unknown): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onState(state, error);
  }
}
