import { describe, expect, it } from 'vitest';
import { secondUses } from './second-use.ts';
import { VersionCache } from './version-cache.ts';

describe('secondUses', () => {
  it('knows a key from its second use on', () => {
    const isKnown = secondUses();
    expect(['a', 'b', 'a', 'a', 'b'].map(isKnown)).toEqual([false, false, true, true, true]);
  });

  it('forgets keys when there are many others', () => {
    const isKnown = secondUses();
    isKnown('first');
    for (let other = 0; other < 1_000_000; other += 1) isKnown(`other ${other}`);
    expect(isKnown('first')).toBe(false);
  });

  it('lets a cache keep a value that is read for the second time, in any version', async () => {
    const cache = new VersionCache<string>((text) => text.length, { isKept: secondUses() });
    let reads = 0;
    const get = (version: string) =>
      cache.get({
        key: 'a',
        version: async () => version,
        read: async () => {
          reads += 1;
          return 'x';
        },
      });
    for (const [version, expected] of [
      ['1', 1],
      ['1', 2],
      ['1', 2],
      ['2', 3],
      ['2', 3],
    ] as const) {
      await get(version);
      expect(reads).toBe(expected);
    }
  });
});
