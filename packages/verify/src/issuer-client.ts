import { startDeadline } from './deadline.ts';
import { type Introspection, parseIntrospection } from './identity.ts';

export type IssuerOptions = {
  /** The organization's address, such as `https://acme-corp.spedy.example`. */
  readonly issuer: string;
  /** The ID of the resource server, `rsv_…`. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** The resources that OAuth tokens must be for; one is enough. Default: the issuer's API. */
  readonly audience?: readonly string[];
  /** Milliseconds that the issuer has for an introspection. Default: 3,000. */
  readonly timeout?: number;
  /** Allows http to other hosts than this computer. */
  readonly allowHttp?: boolean;
  readonly fetch?: typeof globalThis.fetch;
};

/** A page of the change feed. */
export type ChangesPage = {
  readonly cursor: string;
  readonly reset: boolean;
  readonly subjects: readonly string[];
};

/** The issuer did not answer, or not with 200. */
export class IssuerError extends Error {
  override readonly name = 'IssuerError';
  /** Null without a response. */
  readonly status: number | null;
  /** Seconds until another try makes sense; null if the issuer did not say. */
  readonly retryAfter: number | null;

  constructor(message: string, status: number | null, retryAfter: number | null, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** Characters of a response that are read. The feed's are the longest. */
const maxBody = 1_000_000;

/** Asks the issuer as a resource server. The credentials are private, so that nothing prints them. */
export class IssuerClient {
  readonly issuer: string;
  readonly #audience: readonly string[];
  readonly #authorization: string;
  readonly #timeout: number;
  readonly #fetch: typeof globalThis.fetch;

  constructor(options: IssuerOptions) {
    this.issuer = parseIssuer(options.issuer, options.allowHttp ?? false);
    if (!/^rsv_[0-9a-z]+$/.test(options.clientId) || !/^spd_[0-9A-Za-z]+$/.test(options.clientSecret))
      throw new TypeError(
        'clientId (rsv_…) and clientSecret (spd_…) must be those of a resource server. An administrator creates one under Settings > Organization > Apps.',
      );
    this.#audience = options.audience ?? [this.issuer];
    this.#authorization = `Basic ${btoa(`${options.clientId}:${options.clientSecret}`)}`;
    this.#timeout = options.timeout ?? 3_000;
    this.#fetch = options.fetch ?? ((...request) => globalThis.fetch(...request));
  }

  /** Introspects a token (RFC 7662). @throws IssuerError; Error for a malformed response */
  async introspect(token: string, board: string | null): Promise<Introspection> {
    const body = new URLSearchParams(board === null ? { token } : { token, board });
    const ask = () => this.#ask('/api/v1/oauth/introspect', this.#timeout, { method: 'POST', body });
    const answer = await ask().catch((error: unknown) => {
      // A connection that the issuer was closing: the next one is new.
      if (error instanceof IssuerError && error.status === null && error.message === lost) return ask();
      throw error;
    });
    return parseIntrospection(answer, { issuer: this.issuer, audience: this.#audience });
  }

  /** Waits for changes. @param wait seconds @throws IssuerError; Error for a malformed response */
  async changes(cursor: string | null, wait: number, signal: AbortSignal): Promise<ChangesPage> {
    const query = new URLSearchParams({ wait: String(wait), ...(cursor === null ? {} : { cursor }) });
    const answer = await this.#ask(`/api/v1/oauth/changes?${query}`, wait * 1_000 + 1_000, { signal });
    return parseChanges(answer);
  }

  async #ask(path: string, timeout: number, init: RequestInit): Promise<unknown> {
    const deadline = startDeadline(timeout, init.signal);
    let text: string;
    let response: Response;
    try {
      response = await this.#fetch(`${this.issuer}${path}`, {
        ...init,
        headers: { authorization: this.#authorization, accept: 'application/json' },
        redirect: 'error',
        signal: deadline.signal,
      });
      text = await response.text();
    } catch (cause) {
      const message = deadline.isOver() ? 'The issuer did not answer in time.' : lost;
      throw new IssuerError(message, null, null, cause);
    } finally {
      deadline.clear();
    }
    if (response.status !== 200) throw refusalOf(response);
    return text.length > maxBody ? null : parseJson(text);
  }
}

const lost = 'The issuer cannot be reached.';

function refusalOf({ status, headers }: Response): IssuerError {
  const seconds = headers.get('retry-after') ?? '';
  const retryAfter = /^\d{1,4}$/.test(seconds) ? Number(seconds) : null;
  const reason =
    status === 401
      ? 'The issuer does not accept clientId and clientSecret: the resource server was removed, or belongs to another organization.'
      : `The issuer answered with HTTP ${status}.`;
  return new IssuerError(reason, status, retryAfter);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function parseChanges(body: unknown): ChangesPage {
  const { cursor, reset, subjects }: Partial<Record<string, unknown>> = { ...Object(body) };
  if (typeof cursor !== 'string' || typeof reset !== 'boolean' || !Array.isArray(subjects))
    throw new Error('The response of the change feed is not of Spedy.');
  return { cursor, reset, subjects: subjects.filter((subject) => typeof subject === 'string') };
}

function parseIssuer(text: string, allowHttp: boolean): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`)
    throw new TypeError(
      "issuer must be an organization's address without a path, such as https://acme-corp.spedy.example",
    );
  const isHere =
    url.hostname === 'localhost' ||
    url.hostname.endsWith('.localhost') ||
    /^127\.|^\[::1\]$/.test(url.hostname);
  if (url.protocol === 'http:' && !isHere && !allowHttp)
    throw new TypeError(
      'issuer must begin with https://, or everyone on the way can read tokens; set allowHttp for a network that you trust',
    );
  return url.origin;
}
