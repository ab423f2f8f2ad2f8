import { hash } from 'node:crypto';

const lanes = 4;

/**
 * A digest of a table's rows that does not depend on their order, because the two databases sort texts differently: the
 * sum of the SHA-256 of all rows, in lanes of 64 bits. It finds accidents; it does not stop somebody who can compute it anew.
 */
export class TableDigest {
  readonly #sum = new BigUint64Array(lanes);
  rows = 0;

  /** @param line the row as it is in a backup */
  add(line: string): void {
    const digest = hash('sha256', line, 'buffer');
    for (let lane = 0; lane < lanes; lane += 1)
      this.#sum[lane] = (this.#sum[lane] ?? 0n) + digest.readBigUInt64LE(lane * 8);
    this.rows += 1;
  }

  get hex(): string {
    return Buffer.from(this.#sum.buffer).toString('hex');
  }
}
