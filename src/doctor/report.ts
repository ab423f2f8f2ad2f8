import type { Static } from 'typebox';
import type { DoctorReport } from './schema.ts';

export type Report = Static<typeof DoctorReport>;
/** The result of one step. */
export type Step = Report['steps'][number];
/** Whether one client can connect. */
export type ClientVerdict = Report['clients'][number];

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
  const has = (state: Step['state']) => steps.some((step) => step.state === state);
  const state = has('failed') ? 'failed' : has('warning') ? 'warning' : 'ok';
  return { url, state, clients: [...clients], steps: [...steps] };
}
