import { createHash } from 'node:crypto';

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

/** The page needs its one style and may post to its own origin; nothing else. */
export const setupPagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** What was typed, so that a mistake loses nothing but the password. */
export type SetupForm = { token: string; name: string; slug: string; adminName: string; email: string };

/** The form that makes the first organization. */
export function setupFormPage(form: SetupForm, host: string, problem: string | null): string {
  return page(
    'Set up Spedy',
    `<h1>Set up Spedy</h1>
    <p>Make the first organization and its administrator.</p>
    ${problem === null ? '' : `<p role="alert">${escapeHtml(problem)}</p>`}
    <form method="post" action="/setup">
      <input type="hidden" name="token" value="${escapeHtml(form.token)}">
      ${field('name', "Organization's name", form.name, 'Acme Corp')}
      ${field('slug', 'Subdomain', form.slug, 'acme-corp')}
      <small>It will live at <code>subdomain.${escapeHtml(host)}</code>.</small>
      ${field('adminName', 'Your name', form.adminName, '')}
      ${field('email', 'Email', form.email, '', 'email')}
      ${field('password', 'Password', '', '', 'password')}
      <small>At least 12 characters.</small><br>
      <button>Create organization</button>
    </form>`,
  );
}

/** What the person sees when it is done. */
export function setupDonePage(name: string, address: string): string {
  return page(
    'Ready',
    `<h1>${escapeHtml(name)} is ready</h1>
    <p>Its address is <a href="${escapeHtml(address)}"><code>${escapeHtml(address)}</code></a>. Sign in there with the email and the password that you chose.</p>`,
  );
}

/** What a link that is wrong or used shows. */
export function setupClosedPage(): string {
  return page(
    'Setup link closed',
    `<h1>This link is closed</h1>
    <p>It is wrong, or it has been used. A server that starts on an empty database prints a new one.</p>`,
  );
}

function field(name: string, label: string, value: string, placeholder: string, type = 'text'): string {
  return `<label for="${name}">${label}</label>
      <input id="${name}" name="${name}" type="${type}" value="${escapeHtml(value)}" placeholder="${placeholder}" required>`;
}

function page(title: string, body: string): string {
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

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
