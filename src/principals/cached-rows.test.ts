import { beforeEach, describe, expect, it } from 'vitest';
import { CachedRows } from './cached-rows.ts';

describe('CachedRows', () => {
  let now: number;
  let reads: number;
  let cache: CachedRows<{ readonly name: string }>;
  beforeEach(() => {
    [now, reads] = [0, 0];
    cache = new CachedRows(() => now, 10_000);
  });

  const find = (key: string, ...subjects: string[]) =>
    cache.find(key, async () => {
      reads += 1;
      return { row: { name: `${key} ${reads}` }, subjects };
    });

  it('reads a row once, until a change names one of its IDs', async () => {
    expect(await find('a', 'app_1', 'org_1')).toEqual({ name: 'a 1' });
    expect(find('a', 'app_1', 'org_1')).toEqual({ name: 'a 1' });
    await find('b', 'app_2', 'org_1');
    cache.forget(['app_2', 'app_3']);
    expect(find('a', 'app_1', 'org_1')).toEqual({ name: 'a 1' });
    expect(await find('b', 'app_2', 'org_1')).toEqual({ name: 'b 3' });
    cache.forget(['org_1']);
    expect(await find('a', 'app_1', 'org_1')).toEqual({ name: 'a 4' });
    expect(await find('b', 'app_2', 'org_1')).toEqual({ name: 'b 5' });
    cache.clear();
    expect(await find('a', 'app_1', 'org_1')).toEqual({ name: 'a 6' });
  });

  it('reads a row again after five minutes', async () => {
    await find('a', 'app_1');
    now = 299_999;
    expect(find('a', 'app_1')).toEqual({ name: 'a 1' });
    now = 300_000;
    expect(await find('a', 'app_1')).toEqual({ name: 'a 2' });
  });

  it('does not keep a row that was read while something changed', async () => {
    const { promise, resolve } = Promise.withResolvers<{ row: { name: string }; subjects: string[] }>();
    const found = cache.find('a', () => promise);
    cache.forget(['app_1']);
    resolve({ row: { name: 'outdated' }, subjects: ['app_1'] });
    expect(await found).toEqual({ name: 'outdated' });
    expect(await find('a', 'app_1')).toEqual({ name: 'a 1' });
  });

  it('does not keep the absence of a row', async () => {
    expect(await cache.find('a', async () => undefined)).toBeUndefined();
    expect(await find('a', 'app_1')).toEqual({ name: 'a 1' });
  });
});
