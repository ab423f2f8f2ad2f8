import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SpedyError } from './http/errors.ts';
import { plainPage, sendPlainPage } from './http/plain-page.ts';
import { type Headers, pageHeaders, popupPageHeaders } from './http/security-headers.ts';
import type { Server } from './http/server.ts';
import { readSessionCookie } from './http/session-cookie.ts';

/** Where the build lies. */
const distribution = fileURLToPath(new URL('../dashboard/dist/', import.meta.url));
/** The addresses that the dashboard has a page for; any other shows its "not found" page, with status 404. */
const pages = ['/', '/docs', '/invitation', '/settings', '/settings/*'];
/** Pages that an application may open in a popup, to be told the member's answer. */
const popupPages = ['/sign-in', '/consent', '/device'];
/** How long a browser keeps a file: for ever where its name changes with its content, else an hour. */
const kept = { hashed: { maxAge: '1y', immutable: true }, named: { maxAge: '1h' } } as const;
const schema = { hide: true };
const config = { access: { credential: 'none' } } as const;
const route = { schema, config };
/** Knows whether the browser is signed in at this host. */
const recognizing = { schema, config: { access: { credential: 'none', recognizes: true } } } as const;

const notBuiltPage = plainPage(
  'The dashboard is not built',
  '<p>Run <code>npm run build</code> on the server, then restart it. The API works without the dashboard.</p>',
);

/**
 * Serves the built dashboard under every host: its page at every address of the list, its files beside it. The page
 * has no door of its own: all it shows comes from the public API. Without a build the addresses answer 404.
 */
export async function hostDashboard(server: Server): Promise<void> {
  if (!existsSync(`${distribution}index.html`)) {
    server.addHook('onListen', async () => {
      server.log.warn('the dashboard is not built: run `npm run build`. The API works without it');
    });
    server.setNotFoundHandler((request, reply) => {
      const where = [...pages, ...popupPages].some((page) => page === request.url.split('?')[0]);
      if (!where) throw new SpedyError('not_found');
      return sendPlainPage(reply, 404, notBuiltPage);
    });
    return;
  }
  const page = readFileSync(`${distribution}index.html`, 'utf8');
  for (const url of pages)
    server.get(url, route, (request, reply) => answer(request, reply, 200, pageHeaders));
  for (const url of popupPages)
    server.get(url, recognizing, (request, reply) => answer(request, reply, 200, popupPageHeaders));
  server.setNotFoundHandler((request, reply) => answer(request, reply, 404, pageHeaders));

  function answer(request: FastifyRequest, reply: FastifyReply, status: 200 | 404, headers: Headers) {
    const home = homeElsewhere(request);
    return home === null
      ? sendPage(reply.status(status).headers(headers), page)
      : reply.redirect(home + request.url, 302);
  }

  // Each browser gets the form of a file that it reads: brotli, gzip, or the file as it is.
  await server.register(fastifyStatic, { root: distribution, serve: false, preCompressed: true });
  // Each file has a route of its own: what is not in the build is an unknown address.
  for (const file of readdirSync(distribution, { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || file.name === 'index.html' || /\.(br|gz)$/.test(file.name)) continue;
    const path = `${file.parentPath}/${file.name}`.slice(distribution.length).replace(/^\/+/, '');
    const caching = path.startsWith('assets/') ? kept.hashed : kept.named;
    server.get(`/${path}`, route, (_request, reply) =>
      reply.removeHeader('cache-control').sendFile(path, caching),
    );
  }
}

/**
 * The origin that has the pages of the request's organization, where that is another than the request's own. Not for a
 * browser that is signed in at this origin: the other one does not have its session, nor what belongs to that.
 */
function homeElsewhere(request: FastifyRequest): string | null {
  const { target } = request;
  if (target?.kind !== 'organization' || target.home === target.origin) return null;
  return isSignedInHere(request) ? null : target.home;
}

function isSignedInHere(request: FastifyRequest): boolean {
  const access = request.routeOptions.config.access;
  if (access?.credential === 'none' && access.recognizes)
    return request.principal?.authentication.method === 'session';
  // Most pages load without a look at the database. Where the session has ended, the page asks to sign in, here as there.
  return readSessionCookie(request) !== null;
}

/** The page with a nonce of its own, for the style elements that dialogs add. Scripts come from files alone. */
function sendPage(reply: FastifyReply, page: string): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  return reply
    .header('content-security-policy', policy(nonce))
    .type('text/html; charset=utf-8')
    .send(page.replace('%CSP_NONCE%', nonce));
}

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
