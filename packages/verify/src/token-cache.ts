import type { Board, Identity } from './identity.ts';

export type Entry = {
  /** Null for a token that is not valid. */
  readonly identity: Identity | null;
  /** When the issuer was asked, in milliseconds of the monotonic clock. */
  readonly askedAt: number;
  /** Whether another process of the issuer may have answered before it knew of a change. */
  readonly isUncertain: boolean;
  /** Boards that were asked about and can be seen, by their ID or key as asked. */
  readonly boards: Map<string, { readonly board: Board; readonly askedAt: number }>;
};

/** Boards of one token. */
const maxBoards = 100;

/**
 * Introspection responses by the hash of their token. The least recently used one goes first. Those about tokens that are not
 * valid are apart, so that guesses do not displace real ones.
 */
export class TokenCache {
  readonly #capacity: number;
  readonly #valid = new Map<string, Entry>();
  readonly #invalid = new Map<string, Entry>();
  /** The keys of entries by the IDs that changes name. */
  readonly #keys = new Map<string, Set<string>>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#valid.size + this.#invalid.size;
  }

  get(key: string): Entry | undefined {
    const entry = this.#valid.get(key);
    if (!entry) return this.#invalid.get(key);
    this.#valid.delete(key);
    this.#valid.set(key, entry);
    return entry;
  }

  set(key: string, entry: Entry): void {
    this.#delete(key);
    const entries = entry.identity ? this.#valid : this.#invalid;
    entries.set(key, entry);
    for (const subject of subjectsOf(entry.identity)) {
      const keys = this.#keys.get(subject) ?? new Set();
      this.#keys.set(subject, keys.add(key));
    }
    if (entries.size <= this.#capacity) return;
    const [oldest] = entries.keys();
    if (oldest !== undefined) this.#delete(oldest);
  }

  setBoard({ boards, askedAt }: Entry, name: string, board: Board): void {
    if (boards.size >= maxBoards) boards.clear();
    boards.set(name, { board, askedAt });
  }

  forget(subjects: readonly string[]): void {
    for (const subject of subjects) for (const key of [...(this.#keys.get(subject) ?? [])]) this.#delete(key);
  }

  clear(): void {
    for (const entries of [this.#valid, this.#invalid, this.#keys]) entries.clear();
  }

  #delete(key: string): void {
    this.#invalid.delete(key);
    const entry = this.#valid.get(key);
    if (!entry) return;
    this.#valid.delete(key);
    for (const subject of subjectsOf(entry.identity)) {
      const keys = this.#keys.get(subject);
      keys?.delete(key);
      if (keys?.size === 0) this.#keys.delete(subject);
    }
  }
}

/** The IDs that changes name: of the credential, the member and the organization. */
export function subjectsOf(identity: Identity | null): readonly string[] {
  return identity ? [identity.credentialId, identity.userId, identity.organization.id] : [];
}
