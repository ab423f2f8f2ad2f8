import { lookup } from 'node:dns/promises';
import { describe, expect, it } from 'vitest';
import { inTurn } from './hash-turns.ts';
import { hashPassword } from './password.ts';

describe('password hashes', () => {
  it('leave a thread for whatever else needs one, however many there are', async () => {
    let finished = 0;
    const hashes = Array.from({ length: 12 }, async (_, n) => {
      await hashPassword(`password ${n}`);
      finished += 1;
    });
    await lookup('localhost');
    // On four threads and without turns, a look-up waits for nine of them.
    expect(finished).toBeLessThan(9);
    await Promise.all(hashes);
    expect(finished).toBe(12);
  });

  it('take turns in the order in which they were asked for, and one that fails gives its turn on', async () => {
    const order: number[] = [];
    const works = Array.from({ length: 20 }, (_, n) =>
      inTurn(async () => {
        order.push(n);
        await new Promise((resolve) => setImmediate(resolve));
        if (n % 3 === 0) throw new Error(`number ${n}`);
        return n;
      }),
    );
    const results = await Promise.allSettled(works);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(7);
    expect(await inTurn(async () => 'still here')).toBe('still here');
  });
});
