import { hashSecret } from '../../src/credentials/hash.ts';
import { newToken, type TokenKind, tokenHint } from '../../src/credentials/token-format.ts';
import type { IdPrefix } from '../../src/storage/ids.ts';

const syllables = ['ka', 'lo', 'mi', 'ren', 'tas', 'ver', 'don', 'pel', 'sur', 'bin', 'gor', 'fay'];
/** About 1,700 words. None contains the letter q or z, so that a search for one of them finds nothing else. */
const words = syllables.flatMap((one) =>
  syllables.flatMap((two) => syllables.map((three) => one + two + three)),
);

/** Pseudo-random values: the same seed gives the same texts and distribution. Secrets are really random. */
export class Values {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Returns a number from 0 to below 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** @throws Error for an empty list */
  oneOf<T>(all: readonly T[]): T {
    const one = all[Math.floor(this.next() * all.length)];
    if (one === undefined) throw new Error('the list is empty');
    return one;
  }

  text(count: number): string {
    return Array.from({ length: count }, () => this.oneOf(words)).join(' ');
  }

  /** Returns an ID with the time of its row, as the product would have made it then. */
  id(prefix: IdPrefix, at: number): string {
    const random = () => Math.floor(this.next() * 36 ** 7);
    const part = () => random().toString(36).padStart(7, '0');
    return `${prefix}_${at.toString(36).padStart(9, '0')}${part()}${part()}`;
  }
}

/** Returns a new secret with the hash and hint that are stored of it. */
export function newSecret(kind: TokenKind) {
  const secret = newToken(kind);
  return { secret, hash: hashSecret(secret), hint: tokenHint(secret) };
}
