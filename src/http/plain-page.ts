import { createHash } from 'node:crypto';
import { type Headers, pageHeaders } from './security-headers.ts';

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 28rem; margin: 10vh auto; padding: 0 1.25rem; }
  h1 { font-size: 1.5rem; margin-bottom: .25rem; }
  label { display: block; margin-top: 1rem; font-weight: 600; }
  input { box-sizing: border-box; width: 100%; font: inherit; padding: .5rem .6rem; border: 1px solid #8888; border-radius: .4rem; }
  small { opacity: .75; }
  button { font: inherit; font-weight: 600; margin-top: 1.5rem; padding: .55rem 1.1rem; border: 0; border-radius: .4rem; background: #1f5eff; color: #fff; }
  [role=alert] { border-left: 3px solid #d33; padding-left: .75rem; }
  code { overflow-wrap: anywhere; }
`;

/** A plain page needs its one style and may post to its own origin; nothing else. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** What the answer that carries a plain page says of it. */
export const plainPageHeaders: Headers = { ...pageHeaders, 'content-security-policy': policy };

/** A page that needs no script. `body` is HTML, with everything from outside escaped. */
export function plainPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <style>${style}</style>
  </head>
  <body>
    ${body}
  </body>
</html>
`;
}

/** A text as it stands in HTML, in an attribute too. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
