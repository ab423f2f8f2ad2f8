import type { Memory } from './groups/memory.ts';
import type { Lag } from './groups/revocation.ts';
import type { Scale } from './groups/two-processes.ts';
import type { Figures } from './rounds.ts';

type Group = Readonly<Record<string, Figures>>;

/** The results of a benchmark run, as in bench/results/latest.json. */
export type Results = {
  readonly at: string;
  readonly kind: 'quick' | 'full';
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    /** In bytes. */
    readonly memory: number;
    readonly system: string;
    readonly node: string;
  };
  /** The number of tokens in the table during the `wire` measurements. */
  readonly tokens: number;
  readonly wire: Group;
  readonly lookUps: Group;
  readonly flows: { readonly sqlite: Group; readonly postgres: Group };
  readonly writers: { readonly sqlite: Group; readonly postgres: Group };
  readonly peers: Group;
  readonly twoProcesses: Scale;
  readonly memory: Memory;
  readonly revocation: { readonly sqlite: Lag; readonly postgres: Lag };
};

/** Returns the results as Markdown tables for the terminal and docs/performance/results.md. */
export function tableOf(results: Results): string {
  const { machine, memory, revocation, twoProcesses, wire } = results;
  const fastify = wire['bare Fastify'];
  const hot = wire.hot;
  const gigabytes = (machine.memory / 2 ** 30).toFixed(0);
  return [
    `${results.kind} run of ${results.at} on ${machine.cores} cores (${machine.processor}), ${gigabytes} GiB, ${machine.system}, Node ${machine.node}`,
    groupTable(`Reads, ${results.tokens.toLocaleString('en')} tokens in SQLite`, wire, [
      ['bare Fastify', fastify],
      ['hot', hot],
    ]),
    groupTable('A database lookup for every request (no cache)', results.lookUps, [['hot', hot]]),
    groupTable('Writes and checks, SQLite', results.flows.sqlite, []),
    groupTable('Writes and checks, PostgreSQL', results.flows.postgres, []),
    groupTable('64 writers, SQLite', results.writers.sqlite, []),
    groupTable('64 writers, PostgreSQL', results.writers.postgres, []),
    groupTable('Peers', results.peers, [['hot', hot]]),
    lines('Two processes on one PostgreSQL', [
      `one: ${whole(twoProcesses.one)} per second, ${whole(twoProcesses.onePerCpuSecond)} per second of processor time`,
      `two: ${whole(twoProcesses.two)} per second, ${whole(twoProcesses.twoPerCpuSecond)} per second of processor time`,
    ]),
    lines('Resident memory', [
      `at start: ${whole(memory.start)} MB; after five seconds of load: ${whole(memory.loaded)} MB`,
      `per 100,000 cached credentials: ${whole(memory.each100000)} MB`,
    ]),
    lines(
      'A revocation in one process, until another rejects the token',
      Object.entries(revocation).map(
        ([name, lag]) =>
          `${name}: median ${whole(lag.median)} ms, maximum ${whole(lag.worst)} ms, ${lag.tries} revocations`,
      ),
    ),
  ].join('\n\n');
}

function groupTable(
  title: string,
  group: Group,
  against: readonly (readonly [string, Figures | undefined])[],
): string {
  const head = ['mode', 'per second', 'p50 ms', 'p99 ms', ...against.map(([name]) => `relative to ${name}`)];
  const rows = Object.entries(group).map(([name, figures]) => [
    name,
    whole(figures.perSecond),
    figures.p50.toFixed(2),
    figures.p99.toFixed(2),
    ...against.map(([, other]) => (other ? (figures.perSecond / other.perSecond).toFixed(2) : '')),
  ]);
  const table = [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows];
  return lines(
    title,
    table.map((row) => `| ${row.join(' | ')} |`),
  );
}

function lines(title: string, all: readonly string[]): string {
  return [title, ...all].join('\n');
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
