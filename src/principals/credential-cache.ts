import { isDeepStrictEqual } from 'node:util';
import { LRUCache } from 'lru-cache';
import { hashBytes } from '../credentials/hash.ts';
import { growingCache } from '../storage/growing-cache.ts';
import type { MaybePromise } from '../storage/maybe-promise.ts';
import { recorder } from '../telemetry/recorder.ts';
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

/**
 * A member or organization that a change can name. Forgetting all its entries only needs marking it as invalid. All its
 * entries share its part of the record.
 */
type Subject = { readonly id: string; entries: number; valid: boolean; part: unknown };
/** A record with the state of its entry, in one object: there can be millions. */
type Entry = CredentialRecord & {
  readonly member: Subject;
  readonly organization: Subject;
  /** Time of the query in whole milliseconds, which use less memory, or `never` if a change named the credential. */
  at: number;
};
/** Older than every entry. */
const never = -maxAge;
type LookUp = { readonly generation: number; readonly found: Promise<CredentialRecord | null> };

/**
 * Caches credential records by the SHA-256 of their values (which includes their kind). Limited in size;
 * entries are removed when they are not used, or when a change names their credential, member or
 * organization. Callers check the times in a record at every use.
 */
export class CredentialCache {
  readonly #lookUp: LookUpCredential;
  readonly #now: () => number;
  readonly #entries: LRUCache<string, Entry>;
  readonly #subjects = new Map<string, Subject>();
  /** By credential ID. A connection has several entries if several of its access tokens are used. */
  readonly #credentials = new Map<string, Entry | Set<Entry>>();
  readonly #unknown = growingCache<{ readonly at: number }>(unknownCapacity);
  readonly #running = new Map<string, LookUp>();
  /** Counts changes. A query that started before a change may be outdated and is not cached. */
  #generation = 0;

  /** @param now milliseconds of a monotonic clock */
  constructor(lookUp: LookUpCredential, capacity: number, now: () => number) {
    this.#lookUp = lookUp;
    this.#now = now;
    this.#entries = new LRUCache({ max: capacity, dispose: (entry) => this.#release(entry) });
  }

  /** The number of cached credentials, of the credentials, members and organizations they belong to, and of unknown values. */
  get size(): { readonly entries: number; readonly subjects: number; readonly unknown: number } {
    const subjects = this.#subjects.size + this.#credentials.size;
    return { entries: this.#entries.size, subjects, unknown: this.#unknown.size };
  }

  /** Returns the cached record, or shares one query between concurrent callers. */
  find(kind: CredentialKind, key: string, tenant?: string): MaybePromise<CredentialRecord | null> {
    const entry = this.#entries.get(key);
    const now = this.#now();
    if (entry && now - entry.at < maxAge && isValid(entry)) return looked('hit', entry);
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
      for (const entry of this.#entriesOf(id)) entry.at = never;
      const subject = this.#subjects.get(id);
      if (!subject) continue;
      subject.valid = false;
      this.#subjects.delete(id);
    }
  }

  clear(): void {
    this.#generation += 1;
    this.#entries.clear();
    this.#subjects.clear();
    this.#credentials.clear();
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
    const { principal, ...rest } = found;
    const member = this.#subject(principal.user.id);
    const organization = this.#subject(principal.organization.id);
    const entry: Entry = {
      principal: {
        ...principal,
        user: shared(member, principal.user),
        organization: shared(organization, principal.organization),
      },
      ...rest,
      member,
      organization,
      at,
    };
    for (const subject of [member, organization]) subject.entries += 1;
    // An entry that this one replaces is released first.
    this.#entries.set(key, entry);
    this.#addToCredential(entry);
    return entry;
  }

  #addToCredential(entry: Entry): void {
    const id = credentialId(entry.principal);
    const known = this.#credentials.get(id);
    if (!known) this.#credentials.set(id, entry);
    else if (known instanceof Set) known.add(entry);
    else this.#credentials.set(id, new Set([known, entry]));
  }

  #entriesOf(id: string): Iterable<Entry> {
    const known = this.#credentials.get(id);
    if (!known) return [];
    return known instanceof Set ? known : [known];
  }

  #subject(id: string): Subject {
    const known = this.#subjects.get(id);
    if (known) return known;
    const subject: Subject = { id, entries: 0, valid: true, part: undefined };
    this.#subjects.set(id, subject);
    return subject;
  }

  #release(entry: Entry): void {
    for (const subject of [entry.member, entry.organization]) {
      subject.entries -= 1;
      if (subject.entries === 0 && this.#subjects.get(subject.id) === subject)
        this.#subjects.delete(subject.id);
    }
    const id = credentialId(entry.principal);
    const known = this.#credentials.get(id);
    if (known instanceof Set) known.delete(entry);
    if (known === entry || (known instanceof Set && known.size === 0)) this.#credentials.delete(id);
  }
}

/** Counts a look-up, and returns what it found. */
function looked<Found>(result: 'hit' | 'shared' | 'miss', found: Found): Found {
  recorder?.add('spedy_cache_lookups_total', { cache: 'credentials', result });
  return found;
}

function isValid({ member, organization }: Entry): boolean {
  return member.valid && organization.valid;
}

/** Returns the subject's shared part if it is equal; otherwise stores and returns this one. */
function shared<Part>(subject: Subject, part: Part): Part {
  if (isDeepStrictEqual(subject.part, part)) return subject.part as Part;
  subject.part = part;
  return part;
}
