import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { addressOf, hostAddress, type NodeName, nodeNames } from './layout.ts';
import { signal } from './programs.ts';

const bridge = 'spedyha0';

/** The name of a node's network namespace. */
export function namespaceOf(name: NodeName): string {
  return `spedy-${name}`;
}

function ip(...args: readonly string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Creates a bridge, and for each node a namespace that is connected to it. Needs root. */
export function createNetwork(): void {
  removeNetwork();
  ip('link', 'add', bridge, 'type', 'bridge');
  ip('address', 'add', `${hostAddress}/24`, 'dev', bridge);
  ip('link', 'set', bridge, 'up');
  for (const name of nodeNames) {
    const namespace = namespaceOf(name);
    ip('netns', 'add', namespace);
    ip('link', 'add', outside(name), 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
    ip('link', 'set', outside(name), 'master', bridge, 'up');
    ip('-n', namespace, 'address', 'add', `${addressOf(name)}/24`, 'dev', 'eth0');
    ip('-n', namespace, 'link', 'set', 'eth0', 'up');
    ip('-n', namespace, 'link', 'set', 'lo', 'up');
  }
}

/** Removes what `createNetwork` of this or an earlier run created, and ends what still runs there. */
export function removeNetwork(): void {
  for (const name of nodeNames) {
    if (existsSync(`/run/netns/${namespaceOf(name)}`))
      for (const pid of processesOf(name)) signal(pid, 'SIGKILL');
    tryIp('link', 'delete', outside(name));
    tryIp('netns', 'delete', namespaceOf(name));
  }
  tryIp('link', 'delete', bridge);
}

function tryIp(...args: readonly string[]): void {
  try {
    ip(...args);
  } catch {
    // It does not exist.
  }
}

function outside(name: NodeName): string {
  return `spedy-${name}`;
}

/** What a partition separates from a node. */
export type Cut = 'etcd' | 'replication' | 'nodes' | 'clients' | 'everything';

/** Packets to and from these ports of other machines are dropped, without an answer. */
const rules: Readonly<Record<Cut, (peers: readonly string[]) => readonly string[]>> = {
  etcd: (peers) => peers.flatMap((peer) => both(peer, '2379:2380')),
  replication: (peers) => peers.flatMap((peer) => both(peer, '5432')),
  nodes: (peers) => peers.flatMap((peer) => [`INPUT -s ${peer}`, `OUTPUT -d ${peer}`]),
  clients: () => [...both(hostAddress, '5432'), ...both(hostAddress, '8008')],
  everything: () => ['INPUT ! -i lo', 'OUTPUT ! -o lo'],
};

function both(peer: string, ports: string): string[] {
  return ['dport', 'sport'].flatMap((side) => [
    `INPUT -s ${peer} -p tcp --${side} ${ports}`,
    `OUTPUT -d ${peer} -p tcp --${side} ${ports}`,
  ]);
}

/** Separates a node from others; packets are dropped silently. */
export function cut(name: NodeName, what: Cut): void {
  const peers = nodeNames.filter((other) => other !== name).map(addressOf);
  for (const rule of rules[what](peers)) iptables(name, '-A', ...rule.split(' '), '-j', 'DROP');
}

/** Ends every partition of a node. */
export function reconnect(name: NodeName): void {
  iptables(name, '-F');
}

function iptables(name: NodeName, ...args: readonly string[]): void {
  ip('netns', 'exec', namespaceOf(name), 'iptables', '-w', ...args);
}

/** The process IDs in a node's namespace: everything that runs on that machine. */
export function processesOf(name: NodeName): number[] {
  const listed = execFileSync('ip', ['netns', 'pids', namespaceOf(name)], { encoding: 'utf8' });
  return listed.split('\n').filter(Boolean).map(Number);
}
