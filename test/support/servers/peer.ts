import type { MailSettings } from '../../../src/contract/settings.ts';
import { KeyRing } from '../../../src/credentials/keys/key-ring.ts';
import { loadKeys } from '../../../src/credentials/keys/load.ts';
import { createLogger } from '../../../src/http/responses/logging.ts';
import type { CachedCredentials } from '../../../src/principals/cached-credentials.ts';
import { createApp } from '../../../src/server/app.ts';
import { readConfig } from '../../../src/server/config.ts';
import { sealedValues } from '../../../src/server/sealed-values.ts';
import type { ChangeSource } from '../../../src/storage/changes/change-source.ts';
import { type Database, openDatabase } from '../../../src/storage/database.ts';
import { clientOf, type Send } from '../client.ts';
import { TestClock } from '../clock.ts';
import type { World } from '../world.ts';

/**
 * A second server on a world's database, with its own connections, cache and clock, like another process. It reads the
 * change feed only when a test says so.
 */
export type Peer = {
  readonly db: Database;
  readonly send: Send;
  readonly credentials: CachedCredentials;
  /** The clock that never jumps. */
  readonly monotonic: TestClock;
  /** Whether it can read the change feed. */
  reachable: boolean;
  /** Reads the change feed once, like its timer. */
  readonly poll: () => Promise<void>;
  readonly sweep: () => Promise<void>;
  /** Does the background work of this moment. */
  readonly deliver: () => Promise<void>;
  readonly log: string[];
  readonly close: () => Promise<void>;
};

export async function startPeer(
  world: Pick<World, 'databaseUrl' | 'clock'>,
  { cacheSize = 1_000, mail = null }: { cacheSize?: number; mail?: MailSettings | null } = {},
): Promise<Peer> {
  const opened = openDatabase(world.databaseUrl, () => {});
  const { db } = opened;
  const monotonic = new TestClock(() => 0);
  const source = opened.changes();
  const changes: ChangeSource = {
    read: (cursor) => {
      if (!peer.reachable) throw new Error('the change feed is unreachable');
      return source.read(cursor);
    },
    close: source.close,
  };
  const log: string[] = [];
  const keys = new KeyRing();
  await loadKeys(db, keys, [], sealedValues, world.clock.now());
  const { server, credentials, lastUse, sweep, background } = await createApp({
    ...readConfig({}),
    mail,
    keys,
    db,
    changes,
    log: createLogger('info', { write: (line) => log.push(line) }),
    baseUrl: new URL('http://localhost:3000'),
    trustProxy: [],
    rateLimit: 0,
    isReady: () => true,
    now: world.clock.now,
    monotonic: monotonic.now,
    cacheSize,
  });
  const peer: Peer = {
    db,
    send: clientOf(server, 'localhost:3000'),
    credentials,
    monotonic,
    reachable: true,
    poll: () => credentials.feed.poll(),
    sweep,
    deliver: background.runOnce,
    log,
    close: async () => {
      await server.close();
      await lastUse.close();
      await credentials.close();
      await db.destroy();
    },
  };
  await peer.poll();
  return peer;
}
