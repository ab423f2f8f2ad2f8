import { newToken } from '../../../src/credentials/token-format.ts';

export const issuerOrigin = 'https://acme.example';
export const credentials = { clientId: 'rsv_1', clientSecret: 'spd_1' };

type Page = { readonly reset: boolean; readonly subjects: readonly string[] };

/** An issuer whose answers, failures and change feed a test controls. It answers through its `fetch`. */
export class FakeIssuer {
  /** Fields of the introspection response by token; without any, a token is inactive. */
  readonly tokens = new Map<string, Record<string, unknown>>();
  /** Boards that every token sees, by name. */
  readonly boards = new Map<string, { id: string; key: string }>();
  /** What introspection does instead of answering. */
  failure: 'network' | 'hang' | Response | null = null;
  feedFailure: 'network' | Response | null = null;
  introspections = 0;
  /** Requests of the change feed. */
  polls = 0;
  /** Introspections wait for this. */
  gate: Promise<void> = Promise.resolve();
  #waiting: ((page: Page) => void)[] = [];
  #unread: Page[] = [];

  /** Creates a token that works. */
  add(fields: Record<string, unknown> = {}): string {
    const token = newToken('pat');
    this.tokens.set(token, {
      active: true,
      token_type: 'Bearer',
      iss: issuerOrigin,
      sub: 'usr_1',
      username: 'ada@acme.test',
      organization: 'acme',
      organization_id: 'org_1',
      role: 'ADMIN',
      scope: 'tickets:read',
      credential_id: `tok_${this.tokens.size + 1}`,
      ...fields,
    });
    return token;
  }

  /** Reports changes over the feed. */
  report(...subjects: string[]): void {
    this.#send({ reset: false, subjects });
  }

  reset(): void {
    this.#send({ reset: true, subjects: [] });
  }

  /** Whether a request of the feed waits for a change. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Breaks the connections of the feed. */
  cut(): void {
    this.feedFailure = 'network';
    this.reset();
    this.#unread = [];
  }

  readonly fetch = async (input: Parameters<typeof fetch>[0], init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const { pathname, searchParams } = new URL(request.url);
    // A request that nobody else holds is collected as garbage, with the listeners of its signal.
    const signal = init?.signal ?? request.signal;
    if (pathname === '/api/v1/oauth/changes') return this.#changes(signal, searchParams);
    this.introspections += 1;
    const form = new URLSearchParams(await request.text());
    const answer = this.tokens.get(form.get('token') ?? '') ?? { active: false };
    const board = form.get('board');
    await this.gate;
    if (this.failure instanceof Response) return this.failure.clone();
    if (this.failure === 'network') throw new TypeError('fetch failed');
    if (this.failure === 'hang')
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    const seen = board === null ? {} : { board: this.boards.get(board) ?? null };
    return Response.json(answer.active === true ? { ...answer, ...seen } : answer);
  };

  #send(page: Page): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length === 0) this.#unread.push(page);
    for (const answer of waiting) answer(page);
  }

  async #changes(signal: AbortSignal, query: URLSearchParams): Promise<Response> {
    this.polls += 1;
    const answer = (page: Page) => Response.json({ cursor: `c${this.polls}`, ...page });
    const failing = () => {
      if (this.feedFailure instanceof Response) return this.feedFailure.clone();
      if (this.feedFailure === 'network') throw new TypeError('fetch failed');
      return null;
    };
    const failed = failing();
    if (failed) return failed;
    if (!query.has('cursor')) return answer({ reset: true, subjects: [] });
    const unread = this.#unread.shift();
    if (unread) return answer(unread);
    if (query.get('wait') === '0') return answer({ reset: false, subjects: [] });
    const page = await new Promise<Page>((resolve, reject) => {
      this.#waiting.push(resolve);
      signal.addEventListener('abort', () => {
        this.#waiting = this.#waiting.filter((one) => one !== resolve);
        reject(signal.reason);
      });
    });
    return failing() ?? answer(page);
  }
}
