export const states = ['ok', 'warning', 'failed', 'skipped'] as const;
export type State = (typeof states)[number];

/** What one step found. */
export type Step = {
  /** Whom it is about; null: every client. */
  readonly client: string | null;
  /** Its name, for programs. */
  readonly step: string;
  readonly state: State;
  /** What was tried, in words. */
  readonly what: string;
  /** What came back: status, headers. Never a secret. */
  readonly evidence: string | null;
  /** What is wrong; null where nothing is. */
  readonly why: string | null;
  /** What to do about it; null where there is nothing to do. */
  readonly fix: string | null;
};

/** Whether one client can connect. */
export type ClientVerdict = {
  readonly name: string;
  /** Null: that could not be tried. */
  readonly connects: boolean | null;
  /** The first reason why it cannot, or was not tried; null where it can. */
  readonly why: string | null;
};

export type Report = {
  /** The address that a client is given. */
  readonly url: string;
  /** The worst of the steps: a failed one means that some client cannot connect. */
  readonly state: 'ok' | 'warning' | 'failed';
  /** Which clients can connect, and which cannot. */
  readonly clients: readonly ClientVerdict[];
  readonly steps: readonly Step[];
};

/** What a step is called: whom it is about, its name, what is tried. */
export type Title = Pick<Step, 'client' | 'step' | 'what'>;
/** What is thought of an answer. */
export type Verdict = Pick<Step, 'state' | 'evidence' | 'why' | 'fix'>;
export type Problem = { readonly why: string; readonly fix: string };

export function ok(evidence: string): Verdict {
  return { state: 'ok', evidence, why: null, fix: null };
}

export function warning(evidence: string | null, problem: Problem): Verdict {
  return { state: 'warning', evidence, ...problem };
}

export function failed(evidence: string | null, problem: Problem): Verdict {
  return { state: 'failed', evidence, ...problem };
}

export function skipped(why: string): Verdict {
  return { state: 'skipped', evidence: null, why, fix: null };
}

/** The report of these steps. */
export function reportOf(url: string, steps: readonly Step[], clients: readonly ClientVerdict[]): Report {
  const has = (state: State) => steps.some((step) => step.state === state);
  return { url, state: has('failed') ? 'failed' : has('warning') ? 'warning' : 'ok', clients, steps };
}
