import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interleave, median } from './rounds.ts';

describe('median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
  ])('returns for %j the value %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('has as many values above as below, in any order of the values', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const middle = median(values);
        const below = values.filter((value) => value < middle).length;
        const above = values.filter((value) => value > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });
});

describe('interleave', () => {
  it('runs the modes in turn after a concurrent warm-up', async () => {
    const order: string[] = [];
    const mode = (name: string, figures: number[]) => ({
      name,
      run: async (seconds: number) => {
        order.push(`${name}${seconds}`);
        const perSecond = figures.shift() ?? Number.NaN;
        return { perSecond, p50: perSecond / 10, p99: perSecond / 5 };
      },
    });
    const figures = await interleave([mode('a', [1_000, 10, 30, 20]), mode('b', [1_000, 5, 7, 6])], 3, 1);
    expect(order).toEqual(['a2', 'b2', 'a1', 'b1', 'a1', 'b1', 'a1', 'b1']);
    expect(figures).toEqual({
      a: { perSecond: 20, p50: 2, p99: 4, rounds: [10, 30, 20] },
      b: { perSecond: 6, p50: 0.6, p99: 1.2, rounds: [5, 7, 6] },
    });
  });
});
