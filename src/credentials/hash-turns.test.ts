import { lookup } from 'node:dns/promises';
import { describe, expect, it } from 'vitest';
import { inTurn } from './hash-turns.ts';
import { hashPassword } from './password.ts';

describe('inTurn', () => {
  it('leaves one thread free for other work', async () => {
    let finished = 0;
    const hashes = Array.from({ length: 12 }, async (_, n) => {
      await hashPassword(`password ${n}`);
      finished += 1;
    });
    await lookup('localhost');
    // With four threads and no limit, the lookup would wait for nine hashes.
    expect(finished).toBeLessThan(9);
    await Promise.all(hashes);
    expect(finished).toBe(12);
  });

  it('runs work in order, and continues after a failure', async () => {
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
