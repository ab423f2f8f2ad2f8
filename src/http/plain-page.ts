import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { plainPageStyle } from './plain-page-style.ts';
import { type Headers, popupPageHeaders } from './security-headers.ts';

/** A plain page needs its one style and its icon, and may post to its own origin; nothing else. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(plainPageStyle).digest('base64')}'`,
  'img-src data:',
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/**
 * What the answer that carries a plain page says of it. The referrer stays within this origin: with `no-referrer` a
 * browser would send a form of this page with `Origin: null`.
 */
export const plainPageHeaders: Headers = {
  ...popupPageHeaders,
  'content-security-policy': policy,
  'referrer-policy': 'same-origin',
};

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%234f46e5'/%3E%3Cpath d='M20.5 9.5h-6a3.5 3.5 0 0 0 0 7h3a3 3 0 0 1 0 6h-7' fill='none' stroke='%23fff' stroke-width='3' stroke-linecap='round'/%3E%3C/svg%3E";

/**
 * A page that needs no script, in the look of the sign-in page.
 * @param title plain text: the heading, and the tab's title
 * @param card HTML, with everything from outside escaped
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

/** Answers with a plain page, whatever the route would write otherwise. */
export function sendPlainPage(reply: FastifyReply, status: number, html: string): FastifyReply {
  return reply
    .status(status)
    .headers(plainPageHeaders)
    .type('text/html; charset=utf-8')
    .serializer((body: unknown) => String(body))
    .send(html);
}

/** A text as it stands in HTML, in an attribute too. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
