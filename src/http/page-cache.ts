import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { SerializedBody } from './define-route.ts';

/** Maximum size in bytes of all pages, and of one page. */
const capacity = 16_777_216;
const largestPage = 262_144;
/**
 * Milliseconds after which a page is read again although its version is the same, because manual changes in the
 * database do not change the version.
 */
const maxAge = 60_000;

type Page = {
  readonly version: string;
  readonly text: string;
  readonly etag: string;
  readonly size: number;
  /** On the clock of `performance.now()`. */
  readonly at: number;
};

type Reading = {
  /** Everything that decides what the page shows, apart from the data. */
  readonly key: string;
  /** Reads the version of the data: another one after each change. Null disables the cache for this request. */
  readonly version: () => Promise<string | null>;
  readonly read: () => Promise<Record<string, unknown>>;
};

/**
 * Caches the JSON of pages with the version of the data that they show. Every request reads the version from the
 * database, so a page is never outdated, and never sent while the database is unavailable.
 */
export class PageCache {
  readonly #pages = new LRUCache<string, Page>({
    maxSize: capacity,
    maxEntrySize: largestPage,
    sizeCalculation: ({ size }) => size,
  });

  /** Returns the body of a page, or of 304 if the client has it (RFC 9110 13.1.2). Sets its ETag. */
  async respond(request: FastifyRequest, reply: FastifyReply, reading: Reading): Promise<SerializedBody> {
    const { text, etag } = await this.#page(reply, reading);
    reply.header('etag', etag);
    if (matches(request.headers['if-none-match'], etag)) return new SerializedBody(304);
    return new SerializedBody(200, text);
  }

  async #page(reply: FastifyReply, { key, version: readVersion, read }: Reading): Promise<Page> {
    // Before the page: if a change commits in between, the page is newer than its version, which never returns.
    const version = await readVersion();
    const known = this.#pages.get(key);
    if (known && known.version === version && performance.now() - known.at < maxAge) return known;
    const at = performance.now();
    // The serializer's text is a tree of small strings, which decoding its bytes replaces.
    const bytes = Buffer.from(String(reply.serializeInput(await read(), '200')));
    const text = bytes.toString();
    const etag = `"${hash('sha256', bytes, 'base64url').slice(0, 22)}"`;
    // A text with characters beyond Latin-1 takes two bytes for each.
    const page = { version: version ?? '', text, etag, size: key.length + 2 * bytes.length, at };
    if (version !== null) this.#pages.set(key, page);
    return page;
  }
}

/** The weak comparison of If-None-Match: a proxy that compresses makes a strong ETag weak. */
function matches(condition: string | undefined, etag: string): boolean {
  if (condition === undefined) return false;
  return condition.split(',').some((tag) => ['*', etag, `W/${etag}`].includes(tag.trim()));
}
