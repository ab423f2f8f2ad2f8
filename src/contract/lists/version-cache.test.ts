import { afterEach, describe, expect, it, vi } from 'vitest';
import { VersionCache } from './version-cache.ts';

const newCache = () => new VersionCache<string>((text) => text.length);

/** Asks a cache for a value. Returns whether it was read. */
async function isRead(
  cache: VersionCache<string>,
  key: string,
  version: string | null,
  text = 'x',
): Promise<boolean> {
  const read = vi.fn(async () => text);
  expect(await cache.get({ key, version: async () => version, read })).toBe(text);
  return read.mock.calls.length > 0;
}

afterEach(() => {
  vi.useRealTimers();
});

describe('VersionCache', () => {
  it('reads a value once for each key and version', async () => {
    const cache = newCache();
    expect(await isRead(cache, 'a', '1')).toBe(true);
    expect(await isRead(cache, 'a', '1')).toBe(false);
    expect(await isRead(cache, 'b', '1')).toBe(true);
    expect(await isRead(cache, 'a', '2')).toBe(true);
    expect(await isRead(cache, 'a', '1')).toBe(true);
  });

  it('reads every value without a version', async () => {
    const cache = newCache();
    expect(await isRead(cache, 'a', null)).toBe(true);
    expect(await isRead(cache, 'a', null)).toBe(true);
  });

  it('reads a value again that is no longer valid', async () => {
    const cache = newCache();
    const valueAt = (time: number) =>
      cache.get({
        key: 'a',
        version: async () => '1',
        read: async () => `${time}`,
        isValid: (value) => time < Number(value) + 2,
      });
    expect([await valueAt(1), await valueAt(2), await valueAt(3), await valueAt(4)]).toEqual([
      '1',
      '1',
      '3',
      '3',
    ]);
  });

  it('keeps no failure', async () => {
    const cache = newCache();
    const read = () => Promise.reject(new Error('broken'));
    await expect(cache.get({ key: 'a', version: async () => '1', read })).rejects.toThrow('broken');
    expect(await isRead(cache, 'a', '1')).toBe(true);
  });

  it('reads a value again after a minute', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const cache = newCache();
    await isRead(cache, 'a', '1');
    vi.advanceTimersByTime(59_999);
    expect(await isRead(cache, 'a', '1')).toBe(false);
    vi.advanceTimersByTime(1);
    expect(await isRead(cache, 'a', '1')).toBe(true);
  });

  it('labels a value with the version before it was read', async () => {
    const cache = newCache();
    let version = '1';
    await cache.get({
      key: 'a',
      version: async () => version,
      read: async () => {
        version = '2';
        return 'x';
      },
    });
    expect(await isRead(cache, 'a', '2')).toBe(true);
  });

  it('keeps at most 16 MiB, and nothing beyond 256 KiB', async () => {
    const cache = newCache();
    const large = 'x'.repeat(200_000);
    for (let value = 0; value < 100; value += 1) await isRead(cache, `${value}`, '1', large);
    expect(await isRead(cache, '99', '1', large)).toBe(false);
    expect(await isRead(cache, '0', '1', large)).toBe(true);
    const tooLarge = 'x'.repeat(270_000);
    await isRead(cache, 'b', '1', tooLarge);
    expect(await isRead(cache, 'b', '1', tooLarge)).toBe(true);
  });
});
