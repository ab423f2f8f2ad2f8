import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Node, startNode } from '../../bench/regions/node.ts';
import { openShard, type Shard, type ShardToken } from '../../bench/regions/shard.ts';
import { createTestDatabase, databaseKind } from '../support/databases/database.ts';
import { DistantDatabase } from '../support/databases/distant-database.ts';

/** Milliseconds, one way. */
const distance = { delay: 20, jitter: 10 };
const shardCount = 2;
const nodesEach = 2;
const revocations = 8;

type Site = {
  readonly shard: Shard;
  readonly link: DistantDatabase;
  readonly tokens: readonly ShardToken[];
  readonly nodes: readonly Node[];
};

/** The long form, with times, is `npm run bench -- --regions`. */
describe.runIf(databaseKind === 'postgres')('nodes far from the primaries of two shards', () => {
  const sites: Site[] = [];
  const cleanUps: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    for (let index = 0; index < shardCount; index += 1) {
      const { url, drop } = await createTestDatabase();
      const shard = await openShard(url);
      const link = await DistantDatabase.at(Number(new URL(url).port), distance);
      const tokens = await shard.createTokens(revocations);
      const starting = Array.from({ length: nodesEach }, () => startNode(link.from(url), tokens));
      const nodes = await Promise.all(starting);
      sites.push({ shard, link, tokens, nodes });
      cleanUps.push(async () => {
        await Promise.all(nodes.map((node) => node.close()));
        await Promise.all([link.close(), shard.close()]);
        await drop();
      });
    }
  });
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0)) await cleanUp();
    sites.splice(0);
  });

  /** Revokes all tokens. Returns those that a node has not dropped from its cache when it has read the feed. */
  async function lostRevocations(afterEach: (site: Site) => void): Promise<string[]> {
    const begun = performance.now();
    for (const site of sites)
      for (const token of site.tokens) {
        await site.shard.revoke(token);
        afterEach(site);
      }
    const lost: string[] = [];
    for (const { nodes, tokens } of sites)
      for (const node of nodes) {
        await node.readUntilNow();
        for (const token of tokens)
          if (!node.hasDropped(token, begun) || !(await node.rejects(token))) lost.push(token.id);
      }
    return lost;
  }

  it('read every revocation', async () => {
    expect(await lostRevocations(() => {})).toEqual([]);
  });

  it('miss none when connections are cut while revocations are on their way', async () => {
    let count = 0;
    let cut = 0;
    const lost = await lostRevocations(({ link }) => {
      count += 1;
      if (count % 3 === 0) cut += link.cut();
    });
    expect(lost).toEqual([]);
    expect(cut).toBeGreaterThan(0);
  });
});
