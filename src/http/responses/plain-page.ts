import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { type Headers, popupPageHeaders } from '../arrival/security-headers.ts';
import { plainPageStyle } from './plain-page-style.ts';

/** A plain page needs only its style and icon, and may submit forms to its own origin. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(plainPageStyle).digest('base64')}'`,
  'img-src data:',
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/**
 * The headers of a plain page. The referrer stays within the origin: with `no-referrer`, a browser would
 * submit the page's form with `Origin: null`.
 */
export const plainPageHeaders: Headers = {
  ...popupPageHeaders,
  'content-security-policy': policy,
  'referrer-policy': 'same-origin',
};

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%234f46e5'/%3E%3Cpath d='M20.5 9.5h-6a3.5 3.5 0 0 0 0 7h3a3 3 0 0 1 0 6h-7' fill='none' stroke='%23fff' stroke-width='3' stroke-linecap='round'/%3E%3C/svg%3E";

/**
 * Returns a page without scripts, styled like the sign-in page.
 * @param title plain text, used as the heading and the tab's title
 * @param card HTML; the caller escapes all input
 * @param note HTML below the heading
 */
export function plainPage(title: string, card: string, note = ''): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${escapeHtml(title)} · Spedy</title>
    <link rel="icon" type="image/svg+xml" href="${icon}">
    <style>${plainPageStyle}</style>
  </head>
  <body>
    <main>
      <header>
        <svg viewBox="0 0 32 32" aria-hidden="true"><rect class="sign" width="32" height="32" rx="8"/><path class="stroke" d="M20.5 9.5h-6a3.5 3.5 0 0 0 0 7h3a3 3 0 0 1 0 6h-7"/></svg>
        <div>
          <h1>${escapeHtml(title)}</h1>
          ${note === '' ? '' : `<p>${note}</p>`}
        </div>
      </header>
      <div class="card">${card}</div>
    </main>
  </body>
</html>
`;
}

/** Answers with a plain page, ignoring the route's serializer. */
export function sendPlainPage(reply: FastifyReply, status: number, html: string): FastifyReply {
  return reply
    .status(status)
    .headers(plainPageHeaders)
    .type('text/html; charset=utf-8')
    .serializer((body: unknown) => String(body))
    .send(html);
}

/** Escapes a text for HTML, including attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
