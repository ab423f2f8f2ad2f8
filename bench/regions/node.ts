import { type CachedCredentials, cachedCredentials } from '../../src/principals/cached-credentials.ts';
import type { ChangeSource } from '../../src/storage/changes/change-source.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { DatabaseUnavailable } from '../../src/storage/errors.ts';
import type { ShardToken } from './shard.ts';

/** What a node knows of one shard: its credential cache and the feed that keeps it correct, as in a server. */
export type Node = {
  readonly credentials: CachedCredentials;
  /** The number of reads of the feed so far, and of those that succeeded. */
  readonly reads: { all: number; good: number };
  /** Returns when a read of the feed that began after this call has succeeded. */
  readonly readUntilNow: () => Promise<void>;
  /** Whether the node has dropped the token from its cache since a time of the monotonic clock. */
  readonly hasDropped: (token: ShardToken, since: number) => boolean;
  /** Whether the node would accept the token from its cache, if the token was cached at that time. */
  readonly accepts: (token: ShardToken, since: number) => boolean;
  /** Whether the node rejects the token. Asks again when the connection is lost, which is not an answer. */
  readonly rejects: (token: ShardToken) => Promise<boolean>;
  readonly close: () => Promise<void>;
};

/**
 * Starts a node: it reads the feed and caches the tokens.
 * @param url the shard, seen from the node
 */
export async function startNode(url: string, tokens: readonly ShardToken[]): Promise<Node> {
  const opened = openDatabase(url, () => {});
  const reads = { all: 0, good: 0 };
  const dropped = new Map<string, number>();
  let allDropped = 0;
  const credentials = cachedCredentials(opened.db, {
    changes: counted(opened.changes(), reads),
    monotonic: () => performance.now(),
    capacity: 100_000,
    onHealth: () => {},
    onChanged: (ids) => {
      if (ids === null) allDropped = performance.now();
      else for (const id of ids) dropped.set(id, performance.now());
    },
  });
  const { feed, find } = credentials;
  await feed.poll();
  feed.start();
  const answer = (token: ShardToken) => answered(async () => find('pat', token.hash));
  for (let first = 0; first < tokens.length; first += atOnce)
    await Promise.all(tokens.slice(first, first + atOnce).map(answer));
  const hasDropped = ({ id }: ShardToken, since: number) =>
    Math.max(allDropped, dropped.get(id) ?? 0) >= since;
  return {
    credentials,
    reads,
    readUntilNow: async () => {
      // The first one may have begun before.
      for (const wanted = reads.good + 2; reads.good < wanted; ) await feed.poll();
    },
    hasDropped,
    accepts: (token, since) => feed.isCurrent() && !hasDropped(token, since),
    rejects: async (token) => (await answer(token))?.revokedAt !== null,
    close: async () => {
      await credentials.close();
      await opened.db.destroy();
    },
  };
}

/** Tokens that a node asks for at the same time. */
const atOnce = 50;

async function answered<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error;
    }
  }
}

function counted(source: ChangeSource, reads: Node['reads']): ChangeSource {
  return {
    read: async (cursor) => {
      reads.all += 1;
      const page = await source.read(cursor);
      reads.good += 1;
      return page;
    },
    close: () => source.close(),
  };
}
