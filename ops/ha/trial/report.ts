import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import type { FaultKind } from './faults.ts';
import type { Journal } from './journal.ts';
import { honestyOf, percentile } from './service.ts';

/** One fault, and what followed. Times are milliseconds. */
export type Outcome = {
  readonly kind: FaultKind;
  readonly name: string;
  readonly node: string;
  readonly newLeader: string;
  /** The longest time without an acknowledged write. */
  readonly interruption: number;
  /** Until the node was a standby again. */
  readonly healedAfter: number;
};

/** Milliseconds in which `/readyz` has to say what is so. */
const readyLimit = 2_000;

export type Report = ReturnType<typeof reportOf>;

/** Everything that the trial measured. */
export function reportOf(
  outcomes: readonly Outcome[],
  journal: Journal,
  fronts: readonly string[],
  audit: string,
  began: Date,
) {
  const honesty = fronts.flatMap((front) => honestyOf(front, journal));
  return {
    began: began.toISOString(),
    ended: new Date().toISOString(),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      encoding: 'utf8',
      cwd: import.meta.dirname,
    }).trim(),
    machine: `${cpus().length} cores (${cpus()[0]?.model ?? ''}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    interruptions: interruptionsOf(outcomes),
    acknowledged: {
      creations: journal.tokens.length,
      revocations: journal.tokens.filter(({ revokedAt }) => revokedAt !== null).length,
      refreshes: journal.acknowledgedRefreshes,
    },
    checkedReads: journal.reads,
    statuses: Object.fromEntries([...journal.statuses].sort(([one], [other]) => one - other)),
    answers: summaryOf(journal.durations),
    readyz: {
      saidReadyFor: summaryOf(honesty.map(({ saidReady }) => saidReady)),
      saidNotReadyFor: summaryOf(honesty.map(({ saidNotReady }) => saidNotReady)),
      late: honesty.filter(({ saidReady, saidNotReady }) => Math.max(saidReady, saidNotReady) > readyLimit),
    },
    audit,
    violations: journal.violations,
    outcomes,
  };
}

function interruptionsOf(outcomes: readonly Outcome[]) {
  const groups = {
    ...Object.groupBy(outcomes, ({ kind }) => `all: ${kind}`),
    ...Object.groupBy(outcomes, ({ name }) => name),
  };
  return Object.fromEntries(
    Object.entries(groups).map(([name, group = []]) => [
      name,
      summaryOf(group.map(({ interruption }) => interruption)),
    ]),
  );
}

type Summary = {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
};

function summaryOf(values: readonly number[]): Summary {
  const at = (share: number) => Math.round(percentile(values, share));
  return {
    count: values.length,
    p50: at(0.5),
    p95: at(0.95),
    max: Math.round(values.reduce((most, value) => Math.max(most, value), 0)),
  };
}

/** The report as Markdown. */
export function tableOf({
  interruptions,
  readyz,
  answers,
  acknowledged,
  statuses,
  violations,
  audit,
  ...run
}: Report): string {
  const seconds = (milliseconds: number) => (milliseconds / 1_000).toFixed(1);
  const row = (name: string, { count, p50, p95, max }: Summary) =>
    `| ${name} | ${count} | ${seconds(p50)} | ${seconds(p95)} | ${seconds(max)} |`;
  const statusList = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`);
  return [
    `${run.began} to ${run.ended}, commit ${run.commit}, ${run.machine}`,
    '',
    '| what happens to the leader | times | median, s | p95, s | longest, s |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...Object.entries(interruptions).map(([name, summary]) => row(name, summary)),
    row('`/readyz` says ready without service', readyz.saidReadyFor),
    row('`/readyz` says not ready with service', readyz.saidNotReadyFor),
    row('any answer', answers),
    '',
    `Acknowledged: ${acknowledged.creations} creations, ${acknowledged.revocations} revocations, ${acknowledged.refreshes} refreshes. Checked reads: ${run.checkedReads}.`,
    `Statuses (0 is no answer): ${statusList.join(', ')}.`,
    `Audit: ${audit}`,
    `Violations: ${violations.length}`,
    ...violations.slice(0, 20).map(({ kind, at, what }) => `- ${kind}, ${at}: ${what}`),
  ].join('\n');
}
