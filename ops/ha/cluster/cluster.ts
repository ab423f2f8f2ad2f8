import { chmodSync, mkdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';
import { DatabaseNode } from './database-node.ts';
import { Front } from './front.ts';
import { fronts, newSecrets, nodeNames, type Secrets } from './layout.ts';
import { createNetwork, removeNetwork } from './network.ts';

/** Limits in milliseconds. */
const startLimit = 120_000;
const poll = 250;

/** Three database machines and two machines with Spedy, all on this machine. */
export class Cluster {
  readonly nodes: readonly DatabaseNode[];
  readonly fronts: readonly Front[];
  readonly folder: string;
  readonly #secrets: Secrets;

  private constructor(folder: string) {
    this.folder = folder;
    this.#secrets = newSecrets();
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o755);
    this.nodes = nodeNames.map((name) => new DatabaseNode(name, folder, this.#secrets));
    this.fronts = fronts.map((place) => new Front(place, folder, this.#secrets));
  }

  /**
   * Brings everything up in an empty folder. Needs root, because it creates network namespaces.
   * @param say reports progress
   */
  static async bringUp(folder: string, say: (line: string) => void): Promise<Cluster> {
    if (process.getuid?.() !== 0) throw new Error('Run this as root: it creates network namespaces.');
    createNetwork();
    const cluster = new Cluster(folder);
    try {
      say('Starting etcd and Patroni on three nodes');
      for (const node of cluster.nodes) node.startEtcd();
      for (const node of cluster.nodes) node.startPatroni();
      await cluster.untilHealthy(startLimit);
      say(`The leader is ${(await cluster.leader())?.name}; creating the database`);
      await cluster.#createDatabase();
      say('Starting HAProxy and Spedy twice');
      for (const front of cluster.fronts) front.startHaproxy();
      for (const front of cluster.fronts) front.startSpedy();
      for (const { origin } of cluster.fronts) await until(startLimit, origin, () => isReady(origin));
      return cluster;
    } catch (error) {
      await cluster.tearDown();
      throw error;
    }
  }

  /** The node that holds the leader's lock. */
  async leader(): Promise<DatabaseNode | null> {
    const leading = await Promise.all(this.nodes.map((node) => node.isLeader()));
    return this.nodes[leading.indexOf(true)] ?? null;
  }

  /** Waits until there is one leader, the two others stream from it, and one of them is synchronous. */
  async untilHealthy(limit: number): Promise<void> {
    await until(limit, 'a leader and two standbys', async () => {
      const statuses = await Promise.all(this.nodes.map((node) => node.status()));
      const running = statuses.filter((status) => status?.state === 'running');
      const leaders = running.filter((status) => status?.role === 'master' || status?.role === 'primary');
      const timelines = new Set(running.map((status) => status?.timeline));
      const isSynchronous = running.some((status) => status?.isSynchronous);
      return running.length === 3 && leaders.length === 1 && timelines.size === 1 && isSynchronous;
    });
  }

  async tearDown(): Promise<void> {
    for (const front of this.fronts) front.stop();
    for (const node of this.nodes) await node.crash();
    removeNetwork();
  }

  async #createDatabase(): Promise<void> {
    const leader = await this.leader();
    if (!leader) throw new Error('the cluster has no leader');
    const { superuser, spedy } = this.#secrets;
    const client = new Client({ host: leader.address, user: 'postgres', password: superuser });
    await client.connect();
    try {
      await client.query(`create role spedy login password '${spedy}'`);
      await client.query('create database spedy owner spedy');
    } finally {
      await client.end();
    }
  }
}

async function isReady(origin: string): Promise<boolean> {
  const answered = fetch(`${origin}/readyz`, { signal: AbortSignal.timeout(2_500) });
  return answered.then(
    ({ ok }) => ok,
    () => false,
  );
}

/** @throws Error with the name of what was waited for, after `limit` milliseconds */
async function until(limit: number, what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + limit; !(await isSo()); await setTimeout(poll))
    if (performance.now() > end) throw new Error(`waited too long for ${what}`);
}
