import { LRUCache } from 'lru-cache';
import { hashBytes } from '../credentials/hash.ts';
import { growingCache } from '../storage/growing-cache.ts';
import type { MaybePromise } from '../storage/maybe-promise.ts';
import { recorder } from '../telemetry/recorder.ts';
import { CredentialChanges } from './packed/credential-changes.ts';
import { type Entry, PackedRecords } from './packed/packed-records.ts';
import { isValid, Subjects } from './packed/subjects.ts';
import { credentialId } from './principal.ts';
import type { CredentialKind, CredentialRecord, LookUpCredential } from './verify.ts';

/**
 * Milliseconds after which a record is queried again without a change, because manual changes in the database
 * are not in the change feed.
 */
const maxAge = 300_000;
/** Milliseconds for which an unknown value is cached. */
const unknownMaxAge = 1_000;
/**
 * Maximum number of unknown values, separate from the known ones, so that guesses do not evict real
 * credentials.
 */
const unknownCapacity = 10_000;
/** Maximum number of records that are also objects, which the next request uses as they are. */
const mostRecent = 1_000;

type LookUp = { readonly generation: number; readonly found: Promise<CredentialRecord | null> };

/**
 * Caches credential records by the SHA-256 of their values (which includes their kind). Limited in size;
 * entries are removed when they are not used, or when a change names their credential, member or
 * organization. Callers check the times in a record at every use.
 */
export class CredentialCache {
  readonly #lookUp: LookUpCredential;
  readonly #now: () => number;
  readonly #recent: LRUCache<string, Entry>;
  readonly #packed: PackedRecords;
  readonly #subjects = new Subjects();
  readonly #credentials = new CredentialChanges();
  readonly #unknown = growingCache<{ readonly at: number }>(unknownCapacity);
  readonly #running = new Map<string, LookUp>();
  /** Counts changes. A query that started before a change may be outdated and is not cached. */
  #generation = 0;

  /** @param now milliseconds of a monotonic clock */
  constructor(lookUp: LookUpCredential, capacity: number, now: () => number) {
    this.#lookUp = lookUp;
    this.#now = now;
    this.#packed = new PackedRecords(capacity, (owner) => this.#subjects.release(owner));
    this.#recent = new LRUCache({
      max: Math.min(mostRecent, capacity),
      dispose: (entry, key) => this.#release(key, entry),
    });
  }

  /** The number of cached credentials, of the members and organizations they belong to, and of unknown values. */
  get size(): { readonly entries: number; readonly subjects: number; readonly unknown: number } {
    return { entries: this.#packed.size, subjects: this.#subjects.size, unknown: this.#unknown.size };
  }

  /** Returns the cached record, or shares one query between concurrent callers. */
  find(kind: CredentialKind, key: string, tenant?: string): MaybePromise<CredentialRecord | null> {
    const entry = this.#recent.get(key) ?? this.#unpack(key);
    const now = this.#now();
    if (entry) {
      if (now - entry.at < maxAge && this.#isCurrent(entry)) return looked('hit', entry);
      this.#recent.delete(key);
      this.#packed.remove(key);
    }
    const unknown = this.#unknown.get(key);
    if (unknown && now - unknown.at < unknownMaxAge) return looked('hit', null);
    const running = this.#running.get(key);
    if (running?.generation === this.#generation) return looked('shared', running.found);
    return looked('miss', this.#begin(key, kind, tenant));
  }

  /** Forgets all entries of these IDs. */
  forget(ids: readonly string[]): void {
    this.#generation += 1;
    for (const id of ids) {
      this.#subjects.forget(id);
      this.#credentials.note(id, this.#generation);
    }
  }

  clear(): void {
    this.#generation += 1;
    this.#recent.clear();
    this.#packed.clear();
    this.#subjects.clear();
    this.#unknown.clear();
  }

  #begin(key: string, kind: CredentialKind, tenant?: string): Promise<CredentialRecord | null> {
    const generation = this.#generation;
    const at = Math.floor(this.#now());
    const found = this.#lookUp(kind, hashBytes(key), tenant)
      .then((record) => {
        if (generation !== this.#generation) return record;
        if (record) return this.#store(key, record, at);
        this.#unknown.set(key, { at });
        return null;
      })
      .finally(() => {
        if (this.#running.get(key)?.found === found) this.#running.delete(key);
      });
    this.#running.set(key, { generation, found });
    return found;
  }

  #store(key: string, found: CredentialRecord, at: number): CredentialRecord {
    const owner = this.#subjects.take(found.principal);
    this.#packed.add(key, found, owner, at, this.#generation);
    // A session notes in its record that it was used.
    return found.principal.authentication.method === 'session' ? (this.#unpack(key) ?? found) : found;
  }

  /** Returns a record, which is now a recent one. */
  #unpack(key: string): Entry | undefined {
    const entry = this.#packed.get(key);
    if (!entry) return undefined;
    this.#subjects.retain(entry.owner);
    this.#recent.set(key, entry);
    return entry;
  }

  #release(key: string, { principal, owner, lastUsedAt }: Entry): void {
    if (principal.authentication.method === 'session') this.#packed.noteUse(key, lastUsedAt);
    this.#subjects.release(owner);
  }

  #isCurrent({ owner, principal, generation }: Entry): boolean {
    return isValid(owner) && this.#credentials.changedAt(credentialId(principal)) <= generation;
  }
}

/** Counts a look-up, and returns what it found. */
function looked<Found>(result: 'hit' | 'shared' | 'miss', found: Found): Found {
  recorder?.add('spedy_cache_lookups_total', { cache: 'credentials', result });
  return found;
}
