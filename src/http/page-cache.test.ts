import type { FastifyReply, FastifyRequest } from 'fastify';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PageCache } from './page-cache.ts';

const request = { headers: {} } as FastifyRequest;
const reply = { header: () => reply, serializeInput: JSON.stringify } as unknown as FastifyReply;

/** Asks a cache for a page. Returns whether it was read. */
async function isRead(cache: PageCache, key: string, version: string | null, text = 'x'): Promise<boolean> {
  const read = vi.fn(async () => ({ text }));
  const body = await cache.respond(request, reply, { key, version: async () => version, read });
  expect(body.json).toBe(JSON.stringify({ text }));
  return read.mock.calls.length > 0;
}

afterEach(() => {
  vi.useRealTimers();
});

describe('PageCache', () => {
  it('reads a page once for each key and version', async () => {
    const cache = new PageCache();
    expect(await isRead(cache, 'a', '1')).toBe(true);
    expect(await isRead(cache, 'a', '1')).toBe(false);
    expect(await isRead(cache, 'b', '1')).toBe(true);
    expect(await isRead(cache, 'a', '2')).toBe(true);
    expect(await isRead(cache, 'a', '1')).toBe(true);
  });

  it('reads every page without a version', async () => {
    const cache = new PageCache();
    expect(await isRead(cache, 'a', null)).toBe(true);
    expect(await isRead(cache, 'a', null)).toBe(true);
  });

  it('reads a page again after a minute', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const cache = new PageCache();
    await isRead(cache, 'a', '1');
    vi.advanceTimersByTime(59_999);
    expect(await isRead(cache, 'a', '1')).toBe(false);
    vi.advanceTimersByTime(1);
    expect(await isRead(cache, 'a', '1')).toBe(true);
  });

  it('labels a page with the version before it was read', async () => {
    const cache = new PageCache();
    let version = '1';
    await cache.respond(request, reply, {
      key: 'a',
      version: async () => version,
      read: async () => {
        version = '2';
        return { text: 'x' };
      },
    });
    expect(await isRead(cache, 'a', '2')).toBe(true);
  });

  it('keeps at most 16 MiB, and no page beyond 256 KiB', async () => {
    const cache = new PageCache();
    const large = 'x'.repeat(100_000);
    for (let page = 0; page < 100; page += 1) await isRead(cache, `${page}`, '1', large);
    expect(await isRead(cache, '99', '1', large)).toBe(false);
    expect(await isRead(cache, '0', '1', large)).toBe(true);
    const tooLarge = 'x'.repeat(140_000);
    await isRead(cache, 'b', '1', tooLarge);
    expect(await isRead(cache, 'b', '1', tooLarge)).toBe(true);
  });
});
