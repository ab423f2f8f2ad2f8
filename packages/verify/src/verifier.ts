import { ChangeFeed, type FeedState } from './change-feed.ts';
import { Challenges, unavailable, type VerifyError } from './errors.ts';
import type { Board, Identity } from './identity.ts';
import { IssuerClient, IssuerError, type IssuerOptions } from './issuer-client.ts';
import { RecentSubjects } from './recent-subjects.ts';
import { type Entry, subjectsOf, TokenCache } from './token-cache.ts';
import { isTokenForm } from './token-format.ts';

export type VerifierOptions = IssuerOptions & {
  /** How many tokens are remembered. Default: 10,000. */
  readonly cacheSize?: number;
  /** For how many seconds a token is remembered while the change feed works. Default: 300. */
  readonly cacheSeconds?: number;
  /**
   * Seconds for which a request of the change feed waits, 1 to 25. A connection that is cut silently is noticed this much
   * later, and a second. Default: 2. `false`: no change feed, so that each token is checked every second; for
   * platforms that end a function with its response.
   */
  readonly feed?: number | false;
  /** The address of this service's own metadata (RFC 9728). Default: the issuer's. */
  readonly resourceMetadata?: string;
  /** Called when the change feed is lost and when it works again. */
  readonly onFeed?: (state: FeedState, error: unknown) => void;
  /** Milliseconds of a monotonic clock, for tests. */
  readonly now?: () => number;
};

/** Milliseconds for which an answer is good without the change feed: what the issuer promises for its own processes. */
const promised = 1_000;
/** Introspections at the same time. More mean an attack or an issuer that hangs. */
const maxPending = 1_000;

type Pending = { readonly generation: number; readonly entry: Promise<Entry> };

/**
 * Checks tokens of one organization by asking its issuer. It remembers answers until the change feed names them. A token is
 * never accepted unless the issuer has said so, at most a second ago or with a change feed that works.
 */
export class Verifier {
  readonly #issuer: IssuerClient;
  readonly #challenges: Challenges;
  readonly #cache: TokenCache;
  readonly #feed: ChangeFeed | null;
  readonly #changed: RecentSubjects;
  readonly #maxAge: number;
  readonly #now: () => number;
  readonly #pending = new Map<string, Pending>();
  /** Counts changes: a request does not share a question that was asked before one. */
  #generation = 0;

  constructor(options: VerifierOptions) {
    this.#now = options.now ?? (() => performance.now());
    this.#issuer = new IssuerClient(options);
    this.#cache = new TokenCache(options.cacheSize ?? 10_000);
    this.#maxAge = Math.max(promised, (options.cacheSeconds ?? 300) * 1_000);
    this.#changed = new RecentSubjects(this.#now);
    this.#challenges = new Challenges(
      options.resourceMetadata ?? `${this.#issuer.issuer}/.well-known/oauth-protected-resource`,
    );
    const { feed: wait = 2 } = options;
    if (wait !== false && !(Number.isInteger(wait) && wait >= 1 && wait <= 25))
      throw new TypeError('feed must be a whole number of seconds from 1 to 25, or false');
    this.#feed = wait === false ? null : this.#newFeed(wait, options.onFeed);
  }

  /** How many tokens are remembered, and whether changes arrive. */
  get status(): { readonly cached: number; readonly feed: FeedState | 'off' } {
    return { cached: this.#cache.size, feed: this.#feed?.state ?? 'off' };
  }

  /** The errors of requests that are refused. */
  get challenges(): Challenges {
    return this.#challenges;
  }

  /**
   * Returns whom a token acts as.
   * @throws VerifyError token_invalid; unavailable while the issuer does not answer
   */
  async verify(token: string): Promise<Identity> {
    const { identity } = await this.#find(token, null);
    if (!identity) throw this.#challenges.invalid();
    return identity;
  }

  /**
   * Returns a board if the token's member can see it, else null.
   * @param name its ID or key
   * @throws VerifyError token_invalid; unavailable
   */
  async findBoard(token: string, name: string): Promise<Board | null> {
    const { identity, boards } = await this.#find(token, name);
    if (!identity) throw this.#challenges.invalid();
    return boards.get(name)?.board ?? null;
  }

  /** Ends the change feed, which otherwise keeps a process running. Tokens can still be checked, every second. */
  async close(): Promise<void> {
    await this.#feed?.close();
  }

  toJSON(): { readonly issuer: string } {
    return { issuer: this.#issuer.issuer };
  }

  async #find(token: string, board: string | null): Promise<Entry> {
    if (!isTokenForm(token)) throw this.#challenges.invalid();
    this.#feed?.use();
    const key = await hash(token);
    const entry = this.#cache.get(key);
    // Whether a board is missing, or cannot be seen, is asked each time: the change feed does not say that one was created.
    if (entry && this.#isUsable(entry) && this.#knows(entry, board)) return entry;
    return this.#ask(key, token, board);
  }

  #isUsable({ identity, askedAt, isUncertain }: Entry): boolean {
    if (identity && identity.expiresAt !== null && identity.expiresAt <= Date.now()) return false;
    return this.#isFresh(askedAt, identity !== null && !isUncertain);
  }

  #knows({ identity, boards, isUncertain }: Entry, board: string | null): boolean {
    if (board === null || !identity) return true;
    const found = boards.get(board);
    return found !== undefined && this.#isFresh(found.askedAt, !isUncertain);
  }

  /** @param canBeKept whether the change feed would name it */
  #isFresh(askedAt: number, canBeKept: boolean): boolean {
    const isKept = canBeKept && (this.#feed?.isCurrent() ?? false);
    return this.#now() - askedAt < (isKept ? this.#maxAge : promised);
  }

  /** Asks the issuer. Requests at the same time share one question. */
  #ask(key: string, token: string, board: string | null): Promise<Entry> {
    const question = board === null ? key : `${key} ${board}`;
    const pending = this.#pending.get(question);
    if (pending?.generation === this.#generation) return pending.entry;
    if (this.#pending.size >= maxPending)
      throw unavailable(new Error(`${maxPending} introspections are pending.`));
    const entry = this.#introspect(key, token, board).finally(() => {
      if (this.#pending.get(question)?.entry === entry) this.#pending.delete(question);
    });
    this.#pending.set(question, { generation: this.#generation, entry });
    return entry;
  }

  async #introspect(key: string, token: string, board: string | null): Promise<Entry> {
    const [askedAt, generation] = [this.#now(), this.#generation];
    const { identity, board: found } = await this.#issuer.introspect(token, board).catch((error: unknown) => {
      throw refusal(error);
    });
    const isUncertain = this.#changed.isRecent(subjectsOf(identity), askedAt);
    const known = this.#cache.get(key);
    // What was asked before about other boards stays.
    const boards: Entry['boards'] = known?.identity && !known.isUncertain ? known.boards : new Map();
    const entry = { identity, askedAt, isUncertain, boards };
    // After a change, an answer from before it is good for the request that asked, and for no other.
    if (!isUncertain || generation === this.#generation) this.#cache.set(key, entry);
    if (board !== null && found) this.#cache.setBoard(entry, board, found);
    return entry;
  }

  #newFeed(wait: number, onState: VerifierOptions['onFeed'] = () => {}): ChangeFeed {
    return new ChangeFeed({
      read: (...position) => this.#issuer.changes(...position),
      wait,
      now: this.#now,
      onState,
      onChanges: (subjects) => {
        this.#generation += 1;
        this.#changed.add(subjects);
        this.#cache.forget(subjects);
      },
      onReset: () => {
        this.#generation += 1;
        this.#changed.addAll();
        this.#cache.clear();
      },
    });
  }
}

/** Creates a verifier for the tokens of one organization. @throws TypeError for options that do not fit */
export function createVerifier(options: VerifierOptions): Verifier {
  return new Verifier(options);
}

function refusal(error: unknown): VerifyError {
  const retryAfter = error instanceof IssuerError ? (error.retryAfter ?? 1) : 1;
  return unavailable(error, Math.min(Math.max(retryAfter, 1), 60));
}

async function hash(token: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
