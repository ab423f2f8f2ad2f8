import type { Memory } from './groups/memory.ts';
import type { Lag } from './groups/revocation.ts';
import type { Scale } from './groups/two-processes.ts';
import type { Figures } from './rounds.ts';

type Group = Readonly<Record<string, Figures>>;

/** What a run of the benchmark measured: bench/results/latest.json. */
export type Results = {
  readonly at: string;
  readonly kind: 'quick' | 'full';
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    /** Bytes. */
    readonly memory: number;
    readonly system: string;
    readonly node: string;
  };
  /** Rows in the table of tokens while the wire was measured. */
  readonly tokens: number;
  readonly wire: Group;
  readonly lookUps: Group;
  readonly flows: { readonly sqlite: Group; readonly postgres: Group };
  readonly peers: Group;
  readonly twoProcesses: Scale;
  readonly memory: Memory;
  readonly revocation: { readonly sqlite: Lag; readonly postgres: Lag };
};

/** The results as a table for a terminal, and for docs/performance.md. */
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
    groupTable('A look-up for every request (no cache)', results.lookUps, [['hot', hot]]),
    groupTable('Writes and checks, SQLite', results.flows.sqlite, []),
    groupTable('Writes and checks, PostgreSQL', results.flows.postgres, []),
    groupTable('Peers', results.peers, [['hot', hot]]),
    lines('Two processes on one PostgreSQL', [
      `one: ${whole(twoProcesses.one)} a second, ${whole(twoProcesses.onePerCpuSecond)} for each second of its processor time`,
      `two: ${whole(twoProcesses.two)} a second, ${whole(twoProcesses.twoPerCpuSecond)} for each second of theirs`,
    ]),
    lines('Memory, resident', [
      `at start: ${whole(memory.start)} MB; after five seconds of load: ${whole(memory.loaded)} MB`,
      `each 100,000 remembered credentials: ${whole(memory.each100000)} MB`,
    ]),
    lines(
      'A revocation on one process, seen by another',
      Object.entries(revocation).map(
        ([name, lag]) =>
          `${name}: median ${whole(lag.median)} ms, worst ${whole(lag.worst)} ms of ${lag.tries} tries`,
      ),
    ),
  ].join('\n\n');
}

function groupTable(
  title: string,
  group: Group,
  against: readonly (readonly [string, Figures | undefined])[],
): string {
  const head = ['mode', 'a second', 'p50 ms', 'p99 ms', ...against.map(([name]) => `against ${name}`)];
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
