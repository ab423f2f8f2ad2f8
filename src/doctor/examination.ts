import { type Probe, type ProbeRequest, type ProbeResponse, probeOf } from './probe.ts';
import { explainFailure, ProbeFailure } from './probe-failure.ts';
import { type ClientVerdict, type Report, reportOf, type Step, type Title, type Verdict } from './report.ts';

export type ExaminationOptions = {
  /** A token to test at the end; null for discovery only. */
  readonly token?: string | null;
  /** Where requests are sent from, as text. */
  readonly here?: string;
  /** Time limit in milliseconds for one response. */
  readonly timeout?: number;
  /** Milliseconds after which a response is slow. */
  readonly slowAfter?: number;
  /** Time limit in milliseconds for the whole examination. */
  readonly deadline?: number;
};

/** One examination and its results. */
export class Examination {
  /** The address that clients use. */
  readonly target: URL;
  readonly origin: URL;
  readonly token: string | null;
  readonly #here: string;
  readonly #probe: Probe;
  readonly #slowAfter: number;
  readonly #steps: Step[] = [];

  constructor(
    target: URL,
    {
      token = null,
      here = 'here',
      timeout = 10_000,
      slowAfter = 5_000,
      deadline = 60_000,
    }: ExaminationOptions,
  ) {
    this.target = target;
    this.origin = new URL(target.origin);
    this.token = token;
    this.#here = here;
    this.#slowAfter = slowAfter;
    this.#probe = probeOf(this.origin, { timeout, signal: AbortSignal.timeout(deadline) });
  }

  /**
   * Sends a request, checks the response and records the step. Returns null if the step failed.
   * @param path on the examined origin
   */
  async request(
    title: Title,
    path: string,
    request: ProbeRequest,
    judge: (response: ProbeResponse) => Verdict,
  ): Promise<ProbeResponse | null> {
    try {
      const response = await this.#probe(path, request);
      const verdict = judge(response);
      this.record(title, verdict.state === 'ok' ? this.#unlessSlow(response, verdict) : verdict);
      return verdict.state === 'failed' ? null : response;
    } catch (error) {
      if (!(error instanceof ProbeFailure)) throw error;
      const problem = explainFailure(error, this.origin, this.#here);
      this.record(title, { state: 'failed', evidence: error.code, ...problem });
      return null;
    }
  }

  record(title: Title, verdict: Verdict): void {
    this.#steps.push({ ...title, ...verdict });
  }

  get steps(): readonly Step[] {
    return this.#steps;
  }

  report(clients: readonly ClientVerdict[] = []): Report {
    return reportOf(this.target.href, this.#steps, clients);
  }

  #unlessSlow({ milliseconds }: ProbeResponse, verdict: Verdict): Verdict {
    if (milliseconds <= this.#slowAfter) return verdict;
    return {
      ...verdict,
      state: 'warning',
      why: `The response took ${(milliseconds / 1000).toFixed(1)} seconds. Clients may time out.`,
      fix: 'Check the load of the server and its database, and what the proxy waits for.',
    };
  }
}
