import { setTimeout } from 'node:timers/promises';
import type { DatabaseNode } from '../cluster/database-node.ts';
import { type Cut, cut, reconnect } from '../cluster/network.ts';

export type FaultKind = 'kill' | 'partition' | 'pause';

/** What happens to the leader. */
export type Fault = {
  readonly kind: FaultKind;
  readonly name: string;
  /** How often it is chosen among the faults of its kind. */
  readonly weight: number;
  /** Causes the fault; returns when it ends by itself, or at once if something has to be started again. */
  readonly strike: (leader: DatabaseNode) => Promise<void>;
  /** Undoes the fault. Called once service is back, or after the time limit. */
  readonly mend: (leader: DatabaseNode) => Promise<void>;
};

const restart = async (node: DatabaseNode) => node.startMissing();

function partition(name: string, what: Cut): Fault {
  return {
    kind: 'partition',
    name,
    weight: 1,
    strike: async (leader) => {
      cut(leader.name, what);
      // Longer than the leader's lock lasts.
      await setTimeout(between(14_000, 18_000));
    },
    mend: async (leader) => reconnect(leader.name),
  };
}

const faults: readonly Fault[] = [
  {
    kind: 'kill',
    name: 'the machine loses power',
    weight: 4,
    strike: (leader) => leader.crash(),
    mend: restart,
  },
  {
    kind: 'kill',
    name: 'PostgreSQL is killed',
    weight: 4,
    strike: async (leader) => leader.killPostgres(),
    mend: restart,
  },
  {
    kind: 'kill',
    name: 'Patroni is killed, PostgreSQL goes on',
    weight: 2,
    strike: async (leader) => leader.killPatroni(),
    mend: restart,
  },
  partition('the leader does not reach etcd', 'etcd'),
  partition('replication is cut', 'replication'),
  // It goes on answering Spedy, until it notices.
  partition('the leader reaches Spedy, and no other node', 'nodes'),
  partition('Spedy does not reach the leader', 'clients'),
  partition('the leader is alone', 'everything'),
  {
    kind: 'pause',
    name: 'the machine is paused for 2 to 5 s',
    weight: 1,
    strike: async (leader) => {
      leader.pause();
      await setTimeout(between(2_000, 5_000));
    },
    mend: async (leader) => leader.resume(),
  },
  {
    kind: 'pause',
    name: 'the machine is paused for 15 to 20 s',
    weight: 1,
    strike: async (leader) => {
      leader.pause();
      await setTimeout(between(15_000, 20_000));
    },
    mend: async (leader) => leader.resume(),
  },
];

function between(least: number, most: number): number {
  return least + Math.random() * (most - least);
}

/** The kinds in random order, as often as asked. */
export function plan(counts: Readonly<Record<FaultKind, number>>): Fault[] {
  const chosen = Object.entries(counts).flatMap(([kind, count]) => {
    const weighted = faults.filter((fault) => fault.kind === kind).flatMap(repeated);
    // Each fault of a kind occurs in proportion to its weight.
    return Array.from({ length: count }, (_, index) => weighted[index % weighted.length]);
  });
  return chosen
    .flatMap((fault) => (fault ? [{ fault, order: Math.random() }] : []))
    .sort((one, other) => one.order - other.order)
    .map(({ fault }) => fault);
}

function repeated(fault: Fault): Fault[] {
  return Array.from({ length: fault.weight }, () => fault);
}
