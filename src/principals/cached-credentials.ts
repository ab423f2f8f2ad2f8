import { hashBytes } from '../credentials/hash.ts';
import type { ChangeSource } from '../storage/changes/change-source.ts';
import { sweepChanges } from '../storage/changes/note-changes.ts';
import { onOwnChanges } from '../storage/changes/pending-changes.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { recorder } from '../telemetry/recorder.ts';
import { CachedRows, type FindRow } from './cached-rows.ts';
import { ChangeFeed } from './change-feed.ts';
import { RecentChanges } from './changes/recent-changes.ts';
import { CredentialCache } from './credential-cache.ts';
import { credentialFinder, type FindCredential } from './verify.ts';

export type CachedCredentialsOptions = {
  /** Reads the change feed of the database. */
  readonly changes: ChangeSource;
  /** Milliseconds of a monotonic clock. */
  readonly monotonic: () => number;
  /** Maximum number of cached credentials; 0 disables the cache. */
  readonly capacity: number;
  /** Called with the IDs that changed, or with null if changes may have been missed. */
  readonly onChanged: (subjects: readonly string[] | null) => void;
  /** Called with the error when the feed cannot be read, and with null when it works again. */
  readonly onHealth: (error: unknown) => void;
};

/**
 * Creates a cache of rows that is as current as that of credentials. Call it once for each kind of row.
 * @param always also if the cache of credentials is turned off
 */
export type CacheRows = <Row extends object>(always?: 'always') => FindRow<Row>;

/** The newest changes of access, for readers outside this process. */
export type NewestChanges = {
  readonly recent: RecentChanges;
  /** Whether every change that committed up to a second ago has been read. */
  readonly isCurrent: () => boolean;
};

/** Credential queries with a cache that is never outdated for long. */
export type CachedCredentials = {
  readonly find: FindCredential;
  readonly cacheRows: CacheRows;
  readonly cache: CredentialCache;
  readonly feed: ChangeFeed;
  readonly changes: NewestChanges;
  /** Deletes at most `limit` old changes that every process has read; returns how many. */
  readonly sweep: (limit: number) => Promise<number>;
  readonly close: () => Promise<void>;
};

/**
 * Adds a cache to the credential queries and keeps it current with the change feed. Changes by this process
 * take effect when they commit, changes by others within a second. While the feed cannot be read, the cache
 * is not used: every request queries the database, and fails if that is unavailable.
 */
export function cachedCredentials(db: Database, options: CachedCredentialsOptions): CachedCredentials {
  const { changes, monotonic, capacity, onHealth, onChanged } = options;
  const lookUp = credentialFinder(db);
  const cache = new CredentialCache(lookUp, Math.max(1, capacity), monotonic);
  const recent = new RecentChanges();
  const caches: Pick<CredentialCache, 'forget' | 'clear'>[] = [cache];
  const reader = {
    changed: (ids: readonly string[]) => {
      for (const one of caches) one.forget(ids);
      onChanged(ids);
    },
    missed: () => {
      for (const one of caches) one.clear();
      onChanged(null);
    },
    page: (...read: Parameters<RecentChanges['add']>) => recent.add(...read),
  };
  const feed = new ChangeFeed(changes, monotonic, reader, onHealth);
  const isUsable = () => capacity > 0 && feed.isCurrent();
  const stopListening = onOwnChanges(db, reader.changed);
  return {
    find: (kind, hash, tenant) => {
      if (isUsable()) return cache.find(kind, hash, tenant);
      recorder?.add('spedy_cache_lookups_total', { cache: 'credentials', result: 'bypass' });
      return lookUp(kind, hashBytes(hash), tenant);
    },
    cacheRows: <Row extends object>(always?: 'always'): FindRow<Row> => {
      const rows = new CachedRows<Row>(monotonic, always ? Number.POSITIVE_INFINITY : capacity);
      caches.push(rows);
      const isOn = always ? () => feed.isCurrent() : isUsable;
      return (key, read) => {
        if (isOn()) return rows.find(key, read);
        recorder?.add('spedy_cache_lookups_total', { cache: 'rows', result: 'bypass' });
        return read().then((found) => found?.row);
      };
    },
    cache,
    feed,
    changes: { recent, isCurrent: () => feed.isCurrent() },
    sweep: async (limit) => {
      const below = feed.sweepable();
      return below === null ? 0 : inTransaction(db, (trx) => sweepChanges(trx, below, limit));
    },
    close: async () => {
      stopListening();
      await feed.close();
    },
  };
}
