import { escapeHtml, plainPage } from '../http/plain-page.ts';

/** What was typed, so that a mistake loses nothing but the password. */
export type SetupForm = { token: string; name: string; slug: string; adminName: string; email: string };

/** The form that makes the first organization. */
export function setupFormPage(form: SetupForm, host: string, problem: string | null): string {
  return plainPage(
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
  return plainPage(
    'Ready',
    `<h1>${escapeHtml(name)} is ready</h1>
    <p>Its address is <a href="${escapeHtml(address)}"><code>${escapeHtml(address)}</code></a>. Sign in there with the email and the password that you chose.</p>`,
  );
}

/** What a link that is wrong or used shows. */
export function setupClosedPage(): string {
  return plainPage(
    'Setup link closed',
    `<h1>This link is closed</h1>
    <p>It is wrong, or it has been used. A server that starts on an empty database prints a new one.</p>`,
  );
}

function field(name: string, label: string, value: string, placeholder: string, type = 'text'): string {
  return `<label for="${name}">${label}</label>
      <input id="${name}" name="${name}" type="${type}" value="${escapeHtml(value)}" placeholder="${placeholder}" required>`;
}
