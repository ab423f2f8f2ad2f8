import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { secondUses } from '../contract/lists/second-use.ts';
import { type Reading, VersionCache } from '../contract/lists/version-cache.ts';
import { SerializedBody } from './define-route.ts';

type Page = { readonly body: string | Buffer; readonly etag: string };

/** Caches the JSON of pages, each of one version of the data that it shows. */
export class PageCache {
  readonly #pages = new VersionCache<Page>(({ body }) => body.length, { isKept: secondUses() });

  /** Returns the body of a page, or of 304 if the client has it (RFC 9110 13.1.2). Sets its ETag. */
  async respond(
    request: FastifyRequest,
    reply: FastifyReply,
    { key, version, read }: Reading<Record<string, unknown>>,
  ): Promise<SerializedBody> {
    const { body, etag } = await this.#pages.get({
      key,
      version,
      read: async (at) => pageOf(String(reply.serializeInput(await read(at), '200'))),
    });
    reply.header('etag', etag);
    if (matchesETag(request.headers['if-none-match'], etag)) return new SerializedBody(304);
    return new SerializedBody(200, body);
  }
}

function pageOf(json: string): Page {
  // Node sends ASCII in one piece with the head. It would encode another text again for each response.
  const body = Buffer.byteLength(json) === json.length ? json : Buffer.from(json);
  return { body, etag: `"${hash('sha256', body, 'base64url').slice(0, 22)}"` };
}

/**
 * Whether a client has the version with an ETag, by the weak comparison of If-None-Match: a proxy that compresses makes a
 * strong ETag weak.
 */
export function matchesETag(condition: string | undefined, etag: string): boolean {
  if (condition === undefined) return false;
  return condition.split(',').some((tag) => ['*', etag, `W/${etag}`].includes(tag.trim()));
}
