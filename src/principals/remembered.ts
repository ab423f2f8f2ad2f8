import type { ChangeSource } from '../storage/changes/change-source.ts';
import { sweepChanges } from '../storage/changes/note-changes.ts';
import { onOwnChanges } from '../storage/changes/pending-changes.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { ChangeFeed } from './change-feed.ts';
import { CredentialCache } from './credential-cache.ts';
import { credentialFinder, type FindCredential } from './verify.ts';

export type RememberedOptions = {
  /** A reader of the database's feed of changes. */
  readonly changes: ChangeSource;
  /** Milliseconds of a clock that never jumps. */
  readonly monotonic: () => number;
  /** Credentials remembered at most; 0: none. */
  readonly capacity: number;
  /** Told of what changed; null: of some changes it is not known what. */
  readonly onChanged: (subjects: readonly string[] | null) => void;
  /** Told of the error when the feed cannot be read any more, and of null when it can again. */
  readonly onHealth: (error: unknown) => void;
};

/** The look-up of credentials with a memory that cannot lie for long. */
export type Remembered = {
  readonly find: FindCredential;
  readonly cache: CredentialCache;
  readonly feed: ChangeFeed;
  /** Forgets old changes that every process has read. */
  readonly sweep: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/**
 * Puts a cache before the look-up, and the feed of changes behind the cache. What this process changes itself is
 * forgotten as it commits; what others change, within a second. While the feed cannot be read nothing that was
 * remembered counts: every request asks the database, and fails where that is away.
 */
export function rememberCredentials(db: Database, options: RememberedOptions): Remembered {
  const { changes, monotonic, capacity, onHealth, onChanged } = options;
  const lookUp = credentialFinder(db);
  const cache = new CredentialCache(lookUp, Math.max(1, capacity), monotonic);
  const reader = {
    changed: (ids: readonly string[]) => {
      cache.forget(ids);
      onChanged(ids);
    },
    missed: () => {
      cache.clear();
      onChanged(null);
    },
  };
  const feed = new ChangeFeed(changes, monotonic, reader, onHealth);
  const stopListening = onOwnChanges(db, reader.changed);
  return {
    find: (kind, hash) => (capacity > 0 && feed.isCurrent() ? cache.find(kind, hash) : lookUp(kind, hash)),
    cache,
    feed,
    sweep: async () => {
      const below = feed.sweepable();
      if (below !== null) await inTransaction(db, (trx) => sweepChanges(trx, below));
    },
    close: async () => {
      stopListening();
      await feed.close();
    },
  };
}
