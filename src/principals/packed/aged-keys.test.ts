import { describe, expect, it } from 'vitest';
import { hashText } from '../../credentials/hash.ts';
import { AgedKeys } from './aged-keys.ts';

/** Keys of which many belong to the same place. */
const keys = Array.from(
  { length: 40 },
  (_, index) => `${'\0'.repeat(4)}${hashText(`key ${index}`).slice(4)}`,
);
const capacity = 20;

describe('AgedKeys', () => {
  it('finds what was added and not removed, and knows the least recently used', () => {
    const aged = new AgedKeys(capacity);
    /** The slots by key, least recently used first. */
    const expected = new Map<string, number>();
    let state = 1;
    const below = (limit: number) => {
      state = (state * 48_271) % 2_147_483_647;
      return state % limit;
    };
    for (let step = 0; step < 20_000; step += 1) {
      const key = keys[below(keys.length)] ?? '';
      const slot = aged.find(key);
      expect(slot).toBe(expected.get(key) ?? 0);
      if (slot === 0 && !aged.isFull) expected.set(key, aged.add(key));
      else if (slot !== 0 && below(2) === 0) aged.remove(slot);
      else if (slot !== 0) aged.use(slot);
      if (slot !== 0) {
        const isStill = aged.find(key) !== 0;
        expected.delete(key);
        if (isStill) expected.set(key, slot);
      }
      expect(aged.size).toBe(expected.size);
      expect(aged.oldest).toBe(expected.values().next().value ?? 0);
    }
    for (const key of keys) expect(aged.find(key)).toBe(expected.get(key) ?? 0);
    expect(new Set(expected.values()).size).toBe(expected.size);
  });

  it('keeps the slots and the order of keys while it grows', () => {
    const aged = new AgedKeys(5_000);
    const many = Array.from({ length: 5_000 }, (_, index) => hashText(`key ${index}`));
    const slots = many.map((key) => aged.add(key));
    expect(many.map((key) => aged.find(key))).toEqual(slots);
    expect([new Set(slots).size, aged.isFull, aged.oldest]).toEqual([5_000, true, slots[0]]);
    for (const slot of slots.slice(0, 4_999)) aged.use(slot);
    expect(aged.oldest).toBe(slots[4_999]);
  });

  it('is empty after it was cleared', () => {
    const aged = new AgedKeys(capacity);
    for (let round = 0; round < 3; round += 1) {
      for (const key of keys.slice(0, capacity)) aged.add(key);
      expect([aged.size, aged.isFull]).toEqual([capacity, true]);
      aged.clear();
      expect([aged.size, aged.oldest, aged.find(keys[0] ?? '')]).toEqual([0, 0, 0]);
    }
  });
});
