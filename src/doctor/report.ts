export const states = ['ok', 'warning', 'failed', 'skipped'] as const;
type State = (typeof states)[number];

/** The result of one step. */
export type Step = {
  /** The client it concerns; null for all clients. */
  readonly client: string | null;
  /** Its name, for programs. */
  readonly step: string;
  readonly state: State;
  /** A description of the check. */
  readonly what: string;
  /** The response: status and headers, never a secret. */
  readonly evidence: string | null;
  /** What is wrong, or null. */
  readonly why: string | null;
  /** How to fix it, or null. */
  readonly fix: string | null;
};

/** Whether one client can connect. */
export type ClientVerdict = {
  readonly name: string;
  /** Null if it could not be tested. */
  readonly connects: boolean | null;
  /** The first reason why it cannot connect or was not tested, or null. */
  readonly why: string | null;
};

export type Report = {
  /** The address that clients use. */
  readonly url: string;
  /** The worst state of the steps. `failed` means that some client cannot connect. */
  readonly state: 'ok' | 'warning' | 'failed';
  /** Which clients can connect. */
  readonly clients: readonly ClientVerdict[];
  readonly steps: readonly Step[];
};

/** The client, name and description of a step. */
export type Title = Pick<Step, 'client' | 'step' | 'what'>;
/** The result of checking a response. */
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

/** Builds the report. */
export function reportOf(url: string, steps: readonly Step[], clients: readonly ClientVerdict[]): Report {
  const has = (state: State) => steps.some((step) => step.state === state);
  return { url, state: has('failed') ? 'failed' : has('warning') ? 'warning' : 'ok', clients, steps };
}
