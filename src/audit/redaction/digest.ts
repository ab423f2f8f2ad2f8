import { createHash, type Hash } from 'node:crypto';

/** The digest of a declaration: of the sequences and present contents of its events, in order. */
export class RedactionDigest {
  readonly #hash: Hash = createHash('sha256');
  events = 0;

  add(sequence: number, contentHash: Uint8Array): void {
    this.#hash.update(`${sequence}:${Buffer.from(contentHash).toString('hex')}\n`);
    this.events += 1;
  }

  get hex(): string {
    return this.#hash.copy().digest('hex');
  }
}
