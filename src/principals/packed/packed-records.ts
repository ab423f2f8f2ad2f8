import { LRUCache } from 'lru-cache';
import { type Authentication, credentialId } from '../principal.ts';
import { expiryOf } from '../token-end.ts';
import type { CredentialRecord } from '../verify.ts';
import { AgedKeys } from './aged-keys.ts';
import { grown } from './grown.ts';
import type { Owner } from './subjects.ts';
import { type Traits, traitsOf } from './traits.ts';

/** A record in the cache. */
export type Entry = CredentialRecord & {
  readonly owner: Owner;
  /** Time of the query in milliseconds. */
  readonly at: number;
  /** The cache's count of changes at the query. */
  readonly generation: number;
};

/** Where a record has its numbers. NaN stands for null. `own`: when a PAT ends, or when a session was confirmed. */
const place = {
  expiresAt: 0,
  revokedAt: 1,
  own: 2,
  issuedAt: 3,
  lastUsedAt: 4,
  at: 5,
  generation: 6,
} as const;
const width = Object.keys(place).length;
/** Client IDs of which all records share one text. */
const sharedClientIds = 1_000;

/**
 * Records in columns, which need a third of the memory of objects, and little of V8's heap. A limited number; the one that
 * was not used for the longest time makes room.
 */
export class PackedRecords {
  readonly #keys: AgedKeys;
  #numbers = new Float64Array(width);
  readonly #ids: string[] = [''];
  readonly #owners: (Owner | null)[] = [null];
  readonly #traits: (Traits | null)[] = [null];
  /** Of OAuth tokens, by slot. */
  readonly #clientIds = new Map<number, string>();
  readonly #sharedClientIds = new LRUCache<string, string>({ max: sharedClientIds });
  readonly #onRemoved: (owner: Owner) => void;

  /** @param onRemoved called with the owner of each record that is removed, except by `clear` */
  constructor(capacity: number, onRemoved: (owner: Owner) => void) {
    this.#keys = new AgedKeys(capacity);
    this.#onRemoved = onRemoved;
  }

  get size(): number {
    return this.#keys.size;
  }

  /** Adds a record, in place of another with this key. */
  add(key: string, record: CredentialRecord, owner: Owner, at: number, generation: number): void {
    this.remove(key);
    if (this.#keys.isFull) this.#remove(this.#keys.oldest);
    const slot = this.#keys.add(key);
    if (slot * width >= this.#numbers.length)
      this.#numbers = new Float64Array(grown(this.#numbers, 2 * this.#numbers.length));
    const { expiresAt, revokedAt, issuedAt, lastUsedAt } = record;
    const { authentication } = record.principal;
    this.#ids[slot] = credentialId(record.principal);
    this.#owners[slot] = owner;
    this.#traits[slot] = traitsOf(record);
    if (authentication.method === 'oauth') this.#clientIds.set(slot, this.#shared(authentication.clientId));
    const own = ownTimeOf(authentication);
    const row = [expiresAt, revokedAt, own, issuedAt, lastUsedAt, at, generation];
    for (const [column, number] of row.entries()) this.#numbers[slot * width + column] = number ?? Number.NaN;
  }

  /** Returns the record of a key, which counts as used. */
  get(key: string): Entry | undefined {
    const slot = this.#keys.find(key);
    if (slot === 0) return undefined;
    this.#keys.use(slot);
    return this.#entryAt(slot);
  }

  /** Stores when a session was last used. */
  noteUse(key: string, lastUsedAt: number): void {
    const slot = this.#keys.find(key);
    if (slot !== 0) this.#numbers[slot * width + place.lastUsedAt] = lastUsedAt;
  }

  remove(key: string): void {
    const slot = this.#keys.find(key);
    if (slot !== 0) this.#remove(slot);
  }

  clear(): void {
    this.#keys.clear();
    for (const column of [this.#ids, this.#owners, this.#traits]) column.length = 1;
    this.#clientIds.clear();
  }

  #remove(slot: number): void {
    const owner = this.#owners[slot];
    this.#keys.remove(slot);
    this.#ids[slot] = '';
    this.#owners[slot] = null;
    this.#traits[slot] = null;
    this.#clientIds.delete(slot);
    if (owner) this.#onRemoved(owner);
  }

  #entryAt(slot: number): Entry {
    const owner = this.#owners[slot];
    const traits = this.#traits[slot];
    if (!owner || !traits) throw new Error('the slot is empty');
    const authentication = this.#authenticationAt(slot, traits);
    const { role, scopes, memberActive, audience } = traits;
    const { part: user, organization } = owner;
    return {
      principal: { organization: organization.part, user, role, scopes, authentication },
      memberActive,
      expiresAt: this.#time(slot, place.expiresAt),
      revokedAt: this.#time(slot, place.revokedAt),
      audience,
      expiry: authentication.method === 'pat' ? expiryOf(authentication.expiresAt) : null,
      issuedAt: this.#number(slot, place.issuedAt),
      lastUsedAt: this.#number(slot, place.lastUsedAt),
      owner,
      at: this.#number(slot, place.at),
      generation: this.#number(slot, place.generation),
    };
  }

  #authenticationAt(slot: number, { method, session }: Traits): Authentication {
    const id = this.#ids[slot] ?? '';
    const own = this.#time(slot, place.own);
    if (session !== null) return { method: 'session', sessionId: id, ...session, confirmedAt: own };
    if (method === 'pat') return { method, tokenId: id, expiresAt: own };
    return { method: 'oauth', connectionId: id, clientId: this.#clientIds.get(slot) ?? '' };
  }

  #time(slot: number, column: number): number | null {
    const number = this.#number(slot, column);
    return Number.isNaN(number) ? null : number;
  }

  #number(slot: number, column: number): number {
    return this.#numbers[slot * width + column] ?? Number.NaN;
  }

  #shared(clientId: string): string {
    const known = this.#sharedClientIds.get(clientId);
    if (known !== undefined) return known;
    this.#sharedClientIds.set(clientId, clientId);
    return clientId;
  }
}

/** The time that records of this kind have and others do not. */
function ownTimeOf(authentication: Authentication): number | null {
  if (authentication.method === 'oauth') return null;
  return authentication.method === 'pat' ? authentication.expiresAt : authentication.confirmedAt;
}
