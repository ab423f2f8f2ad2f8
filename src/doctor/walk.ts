import { type Answer, type Asked, type Probe, probeOf } from './probe.ts';
import { explainFailure, ProbeFailure } from './probe-failure.ts';
import { type ClientVerdict, type Report, reportOf, type Step, type Title, type Verdict } from './report.ts';

export type WalkOptions = {
  /** A token to try at the end; null: discovery alone. */
  readonly token?: string | null;
  /** Where it is asked from, in words. */
  readonly here?: string;
  /** Milliseconds that one answer may take. */
  readonly timeout?: number;
  /** Milliseconds after which an answer is slow. */
  readonly slowAfter?: number;
  /** Milliseconds that the whole examination may take. */
  readonly deadline?: number;
};

/** One examination: where it goes, and what it has found. */
export class Walk {
  /** The address that a client is given. */
  readonly target: URL;
  readonly origin: URL;
  readonly token: string | null;
  readonly #here: string;
  readonly #probe: Probe;
  readonly #slowAfter: number;
  readonly #steps: Step[] = [];

  constructor(
    target: URL,
    { token = null, here = 'here', timeout = 10_000, slowAfter = 5_000, deadline = 60_000 }: WalkOptions,
  ) {
    this.target = target;
    this.origin = new URL(target.origin);
    this.token = token;
    this.#here = here;
    this.#slowAfter = slowAfter;
    this.#probe = probeOf(this.origin, { timeout, signal: AbortSignal.timeout(deadline) });
  }

  /**
   * Asks, judges what arrives and notes it. Null where the step failed.
   * @param path of the examined origin
   */
  async ask(
    title: Title,
    path: string,
    asked: Asked,
    judge: (answer: Answer) => Verdict,
  ): Promise<Answer | null> {
    try {
      const answer = await this.#probe(path, asked);
      const verdict = judge(answer);
      this.note(title, verdict.state === 'ok' ? this.#unlessSlow(answer, verdict) : verdict);
      return verdict.state === 'failed' ? null : answer;
    } catch (error) {
      if (!(error instanceof ProbeFailure)) throw error;
      const problem = explainFailure(error, this.origin, this.#here);
      this.note(title, { state: 'failed', evidence: error.code, ...problem });
      return null;
    }
  }

  note(title: Title, verdict: Verdict): void {
    this.#steps.push({ ...title, ...verdict });
  }

  get steps(): readonly Step[] {
    return this.#steps;
  }

  report(clients: readonly ClientVerdict[] = []): Report {
    return reportOf(this.target.href, this.#steps, clients);
  }

  #unlessSlow({ milliseconds }: Answer, verdict: Verdict): Verdict {
    if (milliseconds <= this.#slowAfter) return verdict;
    return {
      ...verdict,
      state: 'warning',
      why: `The answer took ${(milliseconds / 1000).toFixed(1)} seconds; clients give up on slow servers.`,
      fix: 'Look at the load of the server and its database, and at what the proxy waits for.',
    };
  }
}
