import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { SpedyError } from '../contract/errors.ts';
import { compileExact } from '../contract/exact-check.ts';
import { pageHeaders } from '../http/arrival/security-headers.ts';
import { defineHiddenRoute } from '../http/define-route.ts';
import { wantsPage } from '../http/gate/page-fallback.ts';
import { matchesETag } from '../http/page-cache.ts';
import { plainPage, sendPlainPage } from '../http/responses/plain-page.ts';
import type { Server } from '../http/server.ts';

/** The folder of the help's build (help/build/). */
const distribution = fileURLToPath(new URL('../../help/dist/', import.meta.url));
/** The build's list of its files (help/build/file-list.ts). */
const fileList = `${distribution}files.json`;
const checkFileList = compileExact(
  Type.Array(Type.Object({ address: Type.String(), file: Type.String(), etag: Type.String() })),
);
type File = { readonly file: string; readonly etag: string };

const access = { credential: 'none' } as const;
const config = { load: 'none' } as const;

/** Files have a hash of their content in their names. Pages are asked for each time, and answered with 304 if unchanged. */
const permanent = 'public, max-age=31536000, immutable';
const revalidated = 'no-cache';

/** Nothing inline and nothing from elsewhere: pages load their style sheet, scripts, images and search index from here. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const notBuiltPage = plainPage(
  'The help is not built',
  '<p>Run <code>npm run build</code> on the server, then restart it. The pages are also in the folder <code>docs</code>.</p>',
);

/**
 * Serves the help at /help on every host. It is the same everywhere and for everyone, so it needs no credential and no
 * database. Without a build, it says so.
 */
export function hostHelp(server: Server): void {
  const files = readFileList();
  if (files.size === 0)
    server.addHook('onListen', async () => {
      server.log.warn('The help is not built; run `npm run build`. Everything else works without it');
    });
  const redirect = defineHiddenRoute({
    method: 'GET',
    path: '/help',
    access,
    config,
    run: ({ reply }) => reply.redirect('/help/', 308),
  });
  const page = defineHiddenRoute({
    method: 'GET',
    path: '/help/*',
    access,
    config,
    run: ({ request, reply }) => sendHelp(request, reply, files),
  });
  for (const route of [redirect, page]) server.route(route);
}

/** The files by their address. Empty without a build. */
function readFileList(): ReadonlyMap<string, File> {
  if (!existsSync(fileList)) return new Map();
  const files = checkFileList(JSON.parse(readFileSync(fileList, 'utf8')));
  if ('error' in files) throw files.error;
  return new Map(files.value.map(({ address, ...file }) => [address, file]));
}

function sendHelp(
  request: FastifyRequest,
  reply: FastifyReply,
  files: ReadonlyMap<string, File>,
): FastifyReply {
  if (files.size === 0) return wantsPage(request) ? sendPlainPage(reply, 404, notBuiltPage) : notFound();
  const [address = ''] = request.url.split('?');
  const file = files.get(address);
  if (file) return sendFile(request, reply, file);
  // An address is written without a slash at its end.
  if (address.endsWith('/') && files.has(address.slice(0, -1)))
    return reply.redirect(address.slice(0, -1), 308);
  const missing = files.get('/help/404.html');
  return missing && wantsPage(request) ? sendFile(request, reply.status(404), missing) : notFound();
}

function sendFile(request: FastifyRequest, reply: FastifyReply, { file, etag }: File): FastifyReply {
  const isMissing = reply.statusCode === 404;
  const caching = file.startsWith('assets/') ? permanent : revalidated;
  reply.headers({
    ...pageHeaders,
    'content-security-policy': policy,
    'cache-control': isMissing ? 'no-store' : caching,
    vary: 'accept-encoding',
  });
  if (!isMissing) reply.header('etag', etag);
  if (!isMissing && matchesETag(request.headers['if-none-match'], etag)) return reply.status(304).send();
  return reply.sendFile(file, distribution, { etag: false, lastModified: false, cacheControl: false });
}

function notFound(): never {
  throw new SpedyError('not_found');
}
