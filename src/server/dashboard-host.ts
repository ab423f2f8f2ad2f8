import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SpedyError } from '../contract/errors.ts';
import { type Headers, pageHeaders, popupPageHeaders } from '../http/arrival/security-headers.ts';
import { readSessionCookie } from '../http/gate/session-cookie.ts';
import { plainPage, sendPlainPage } from '../http/responses/plain-page.ts';
import type { Server } from '../http/server.ts';

/** The folder of the dashboard's build. */
const distribution = fileURLToPath(new URL('../../dashboard/dist/', import.meta.url));
/** A page of the dashboard, as the build lists it (dashboard/page-list.ts). */
type Page = {
  readonly path: string;
  /** An application may open it in a popup and keep a reference to it, to learn the member's answer. */
  readonly popup: boolean;
};

/** The build's list of pages. Any other path shows the dashboard's "not found" page, with status 404. */
const pageList = `${distribution}pages.json`;
/** The folder of the files with a hash in their names. */
const hashedFiles = 'assets/';
/** Cache lifetimes: permanent for files with a hash in their name, one hour for others. */
const caching = { hashed: { maxAge: '1y', immutable: true }, named: { maxAge: '1h' } } as const;
/** Files of the build that are not served under their own path. */
const internalFiles = /^(index\.html|pages\.json)$|\.(br|gz)$/;
const schema = { hide: true };
const config = { access: { credential: 'none' } } as const;
const route = { schema, config };
/** A route that knows whether the browser is signed in at this host. */
const recognizingRoute = { schema, config: { access: { credential: 'none', recognizes: true } } } as const;

const notBuiltPage = plainPage(
  'The dashboard is not built',
  '<p>Run <code>npm run build</code> on the server, then restart it. The API works without the dashboard.</p>',
);

/**
 * Serves the built dashboard on every host: its HTML at every path of the list, and its files. The dashboard
 * uses only the public API. Without a build, every path that a browser opens returns a 404 page that says so.
 */
export function hostDashboard(server: Server): void {
  if (!existsSync(pageList)) {
    server.addHook('onListen', async () => {
      server.log.warn('The dashboard is not built; run `npm run build`. The API works without it');
    });
    server.setNotFoundHandler((_request, reply) => sendPlainPage(reply, 404, notBuiltPage));
    return;
  }
  const html = readFileSync(`${distribution}index.html`, 'utf8');
  const pages: readonly Page[] = JSON.parse(readFileSync(pageList, 'utf8'));
  for (const { path, popup } of pages) {
    const headers = popup ? popupPageHeaders : pageHeaders;
    server.get(path, popup ? recognizingRoute : route, (request, reply) =>
      answer(request, reply, 200, headers),
    );
  }
  server.setNotFoundHandler((request, reply) => answer(request, reply, 404, pageHeaders));

  function answer(request: FastifyRequest, reply: FastifyReply, status: 200 | 404, headers: Headers) {
    const origin = otherOrigin(request);
    return origin === null
      ? sendPage(reply.status(status).headers(headers), html)
      : reply.redirect(origin + request.url, 302);
  }

  const files = readdirSync(distribution, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && !internalFiles.test(file.name))
    .map((file) => `${file.parentPath}/${file.name}`.slice(distribution.length).replace(/^\/+/, ''));
  const send = (reply: FastifyReply, path: string) => {
    const cacheControl = path.startsWith(hashedFiles) ? caching.hashed : caching.named;
    return reply.removeHeader('cache-control').sendFile(path, distribution, cacheControl);
  };
  for (const path of files.filter((file) => !file.startsWith(hashedFiles)))
    server.get(`/${path}`, route, (_request, reply) => send(reply, path));
  // One route for more than a hundred files: a third of all routes would be for them, each with its HEAD and OPTIONS.
  const hashed = new Map(
    files.filter((file) => file.startsWith(hashedFiles)).map((file) => [`/${file}`, file]),
  );
  server.get(`/${hashedFiles}*`, route, (request, reply) => {
    const path = hashed.get(request.url.split('?', 1)[0] ?? '');
    if (path === undefined) throw new SpedyError('not_found');
    return send(reply, path);
  });
}

/**
 * The origin of the organization's pages if it differs from the request's origin, else null. Also null for a
 * browser that is signed in at this origin, because its session does not exist at the other one.
 */
function otherOrigin(request: FastifyRequest): string | null {
  const { target } = request;
  if (target?.kind !== 'organization' || target.home === target.origin) return null;
  return isSignedInHere(request) ? null : target.home;
}

function isSignedInHere(request: FastifyRequest): boolean {
  const access = request.routeOptions.config.access;
  if (access?.credential === 'none' && access.recognizes)
    return request.principal?.authentication.method === 'session';
  // Most pages load without a database query. If the session has ended, the page asks to sign in anyway.
  return readSessionCookie(request) !== null;
}

/** Sends the page with a nonce for the style elements that dialogs add. Scripts only come from files. */
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
