import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Windows } from './windows.ts';

const length = 60_000;

/** The expected behavior, with one window per key. */
class Model {
  readonly #windows = new Map<string, { start: number; count: number }>();

  count(key: string, now: number) {
    let window = this.#windows.get(key);
    if (!window || now >= window.start + length) {
      window = { start: now, count: 0 };
      this.#windows.set(key, window);
    }
    window.count += 1;
    return { count: window.count, left: length - (now - window.start) };
  }

  takeBack(key: string, now: number) {
    const window = this.#windows.get(key);
    if (window && now < window.start + length && window.count > 0) window.count -= 1;
  }
}

describe('Windows', () => {
  it('counts each key from its first use until its window ends', () => {
    let now = 333_333;
    const windows = new Windows(length, () => now);
    expect(windows.count('a')).toEqual({ count: 1, left: length });
    now += length - 1;
    expect(windows.count('a')).toEqual({ count: 2, left: 1 });
    expect(windows.count('b')).toEqual({ count: 1, left: length });
    now += 1;
    expect(windows.count('a')).toEqual({ count: 1, left: length });
    expect(windows.count('b')).toEqual({ count: 2, left: length - 1 });
  });

  it('counts like the model for any sequence', () => {
    const step = fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      wait: fc.oneof(fc.nat(3 * length), fc.constantFrom(0, 1, length - 1, length, 2 * length)),
      back: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let now = 0;
        const [windows, model] = [new Windows(length, () => now), new Model()];
        for (const { key, wait, back } of steps) {
          now += wait;
          if (back) {
            windows.takeBack(key);
            model.takeBack(key, now);
          } else expect(windows.count(key)).toEqual(model.count(key, now));
        }
      }),
    );
  });

  it('drops windows after two lengths', () => {
    let now = 0;
    const windows = new Windows(length, () => now);
    for (let key = 0; key < 100; key += 1) windows.count(`${key}`);
    now += length;
    windows.count('a');
    now += length;
    windows.count('b');
    expect(windows.size).toBe(2);
  });
});
