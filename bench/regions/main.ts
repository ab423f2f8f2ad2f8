import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Distance, DistantDatabase } from '../../test/support/databases/distant-database.ts';
import { PostgresServer } from '../../test/support/databases/postgres-server.ts';
import { type Node, startNode } from './node.ts';
import { rowSizes } from './row-sizes.ts';
import { openShard, type Shard, type ShardToken } from './shard.ts';

/**
 * `npm run bench -- --regions` measures how long a revocation takes to reach nodes in other regions, what the change feeds
 * cost, with the code that servers use, and the size of rows. Shards are databases of one local PostgreSQL, and distances are
 * delays of TCP.
 *
 * - `--revocations <number>`: in each shard and phase
 * - `--rows <number>`: tokens in the table whose size is measured
 * - `--cut <milliseconds>`: the mean time between two losses of all connections of a region in the second phase
 */
const { values: options } = parseArgs({
  options: {
    regions: { type: 'boolean' },
    revocations: { type: 'string', default: '150' },
    rows: { type: 'string', default: '200000' },
    cut: { type: 'string', default: '3000' },
  },
});

const shardCount = 3;
const nodesEach = 2;
/** One way, in milliseconds: the region of the primaries, another on the continent, and two across an ocean. */
const distances: readonly Distance[] = [
  { delay: 0, jitter: 0 },
  { delay: 40, jitter: 10 },
  { delay: 80, jitter: 20 },
  { delay: 150, jitter: 40 },
];
/** Milliseconds without revocations in which the cost of the feeds is measured. */
const idleTime = 10_000;
/** Milliseconds between two looks at what nodes would accept. */
const look = 2;

type Watch = { readonly shard: Shard; readonly node: Node };
type Region = {
  readonly distance: Distance;
  readonly links: readonly DistantDatabase[];
  readonly watches: readonly Watch[];
};
type Pending = {
  readonly region: Region;
  readonly watch: Watch;
  readonly token: ShardToken;
  readonly committed: number;
  /** When the node was last found to accept it. */
  accepted: number;
};
type Lags = { readonly seen: number[]; readonly accepted: number[] };

const revocations = Number(options.revocations);
const server = await PostgresServer.create({ durable: true });
try {
  await run();
  await server.createDatabase('rows');
  const sizes = await rowSizes(server.url('rows'), Number(options.rows));
  process.stdout.write(`\n### Bytes, of ${options.rows} tokens\n\n${sizes}\n`);
} finally {
  await server.destroy();
}

async function run(): Promise<void> {
  const shards: Shard[] = [];
  const tokens = new Map<Shard, ShardToken[]>();
  for (let index = 0; index < shardCount; index += 1) {
    await server.createDatabase(`shard_${index}`);
    const shard = await openShard(server.url(`shard_${index}`));
    shards.push(shard);
    tokens.set(shard, await shard.createTokens(2 * revocations));
  }
  const regions = await Promise.all(distances.map((distance) => openRegion(distance, shards, tokens)));

  process.stdout.write(`${shardCount} shards, ${nodesEach} nodes in each region. Milliseconds.\n\n`);
  process.stdout.write(`### Cost of a feed without changes\n\n${await idleTable(regions)}\n\n`);
  const first = await revoke(regions, shards, tokens, 0);
  process.stdout.write(`### Revocations\n\n${first}\n\n`);
  const cutting = new AbortController();
  const cuts = regions.map((region) => cutAtRandom(region, cutting.signal));
  const second = await revoke(regions, shards, tokens, revocations);
  cutting.abort();
  const count = (await Promise.all(cuts)).reduce((sum, one) => sum + one, 0);
  process.stdout.write(`### The same while connections are lost (${count} times)\n\n${second}\n`);

  for (const { watches, links } of regions) {
    await Promise.all(watches.map(({ node }) => node.close()));
    await Promise.all(links.map((link) => link.close()));
  }
  await Promise.all(shards.map((shard) => shard.close()));
}

async function openRegion(
  distance: Distance,
  shards: readonly Shard[],
  tokens: ReadonlyMap<Shard, readonly ShardToken[]>,
): Promise<Region> {
  const links: DistantDatabase[] = [];
  const watches: Watch[] = [];
  for (const shard of shards) {
    const link = await DistantDatabase.at(server.port, distance);
    links.push(link);
    for (let index = 0; index < nodesEach; index += 1)
      watches.push({ shard, node: await startNode(link.from(shard.url), tokens.get(shard) ?? []) });
  }
  return { distance, links, watches };
}

async function idleTable(regions: readonly Region[]): Promise<string> {
  const total = ({ links, watches }: Region) => ({
    reads: watches.reduce((sum, { node }) => sum + node.reads.all, 0),
    sent: links.reduce((sum, { bytes }) => sum + bytes.sent, 0),
    received: links.reduce((sum, { bytes }) => sum + bytes.received, 0),
  });
  const before = regions.map(total);
  let looks = 0;
  const current = regions.map(() => 0);
  for (const until = performance.now() + idleTime; performance.now() < until; looks += 1) {
    for (const [index, { watches }] of regions.entries())
      current[index] =
        (current[index] ?? 0) +
        watches.filter(({ node }) => node.credentials.feed.isCurrent()).length / watches.length;
    await setTimeoutAsync(10);
  }
  const rows = regions.map((region, index) => {
    const [then, now] = [before[index] ?? { reads: 0, sent: 0, received: 0 }, total(region)];
    const reads = now.reads - then.reads;
    return [
      distanceOf(region),
      (reads / region.watches.length / (idleTime / 1_000)).toFixed(1),
      ((now.sent - then.sent) / reads).toFixed(0),
      ((now.received - then.received) / reads).toFixed(0),
      `${(((current[index] ?? 0) / looks) * 100).toFixed(1)} %`,
    ];
  });
  return table(
    ['one way', 'reads a second, each feed', 'bytes sent, each read', 'bytes received', 'cache in use'],
    rows,
  );
}

/** Revokes tokens one after the other in all shards, and watches how long each node accepts them. */
async function revoke(
  regions: readonly Region[],
  shards: readonly Shard[],
  tokens: ReadonlyMap<Shard, readonly ShardToken[]>,
  from: number,
): Promise<string> {
  const pending = new Set<Pending>();
  const lags = new Map<Region, Lags>(regions.map((region) => [region, { seen: [], accepted: [] }]));
  const settle = () => {
    const now = performance.now();
    for (const one of pending) {
      const { region, watch, token, committed } = one;
      if (watch.node.accepts(token, committed)) one.accepted = now;
      if (!watch.node.hasDropped(token, committed)) continue;
      pending.delete(one);
      lags.get(region)?.seen.push(now - committed);
      lags.get(region)?.accepted.push(one.accepted - committed);
    }
  };
  const timer = setInterval(settle, look);
  const revoked = shards.map(async (shard) => {
    for (const token of tokens.get(shard)?.slice(from, from + revocations) ?? []) {
      await shard.revoke(token);
      const committed = performance.now();
      for (const region of regions)
        for (const watch of region.watches)
          if (watch.shard === shard) pending.add({ region, watch, token, committed, accepted: committed });
      // At a random moment between two reads of the feed.
      await setTimeoutAsync(20 + Math.random() * 100);
    }
  });
  await Promise.all(revoked);
  while (pending.size > 0) await setTimeoutAsync(look);
  clearInterval(timer);
  const rows: string[][] = [];
  for (const region of regions) {
    const { seen, accepted } = lags.get(region) ?? { seen: [], accepted: [] };
    const later = await stillAccepted(region, tokens, from);
    rows.push([
      distanceOf(region),
      String(seen.length),
      ...[0.5, 0.99, 1].map((share) => quantile(seen, share)),
      quantile(accepted, 1),
      String(later),
    ]);
  }
  return table(
    ['one way', 'revocations × nodes', 'seen after: median', 'p99', 'longest', 'accepted at most', 'lost'],
    rows,
  );
}

function quantile(all: readonly number[], share: number): string {
  const sorted = all.toSorted((one, two) => one - two);
  return (sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(0);
}

/** Counts the revoked tokens that a node accepts after all: there must be none. */
async function stillAccepted(
  { watches }: Region,
  tokens: ReadonlyMap<Shard, readonly ShardToken[]>,
  from: number,
): Promise<number> {
  let accepted = 0;
  for (const { shard, node } of watches) {
    for (const token of tokens.get(shard)?.slice(from, from + revocations) ?? []) {
      if (!(await node.rejects(token))) accepted += 1;
    }
  }
  return accepted;
}

/** Loses the connections of a region at random times. Returns how often. */
async function cutAtRandom({ links }: Region, signal: AbortSignal): Promise<number> {
  for (let count = 0; ; count += 1) {
    await setTimeoutAsync(2 * Math.random() * Number(options.cut), undefined, { signal }).catch(() => {});
    if (signal.aborted) return count;
    for (const link of links) link.cut();
  }
}

function distanceOf({ distance: { delay, jitter } }: Region): string {
  return jitter === 0 ? String(delay) : `${delay} to ${delay + jitter}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const marks = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [head, marks, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
