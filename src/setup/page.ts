import { escapeHtml, plainPage } from '../http/responses/plain-page.ts';

/** The submitted values, except the password, to fill the form again. */
export type SetupForm = { token: string; name: string; slug: string; adminName: string; email: string };
/** Problems by field name; `null` is the whole form. */
export type SetupProblems = ReadonlyMap<string | null, string>;

type FieldText = {
  readonly name: keyof SetupForm | 'password';
  readonly label: string;
  readonly type?: string;
  /** Plain text below the field. */
  readonly description?: string;
  /** Additional attributes, as HTML. */
  readonly attributes: string;
};

/** The form that creates the first organization. */
export function setupFormPage(form: SetupForm, host: string, problems: SetupProblems): string {
  const field = (text: FieldText) => fieldOf(text, form, problems.get(text.name));
  const general =
    problems.get(null) ??
    (problems.size > 0 ? 'Nothing was created yet. Correct the highlighted fields.' : undefined);
  return plainPage(
    'Set up Spedy',
    `${general === undefined ? '' : `<p role="alert">${escapeHtml(general)}</p>`}
    <form method="post" action="/setup">
      <input type="hidden" name="token" value="${escapeHtml(form.token)}">
      ${field({ name: 'name', label: 'Organization name', attributes: 'autocomplete="organization" maxlength="100" placeholder="Acme Corp"' })}
      ${field({
        name: 'slug',
        label: 'Subdomain',
        description: `The organization's address: subdomain.${host}`,
        attributes:
          'autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="63" placeholder="acme-corp"',
      })}
      ${field({ name: 'adminName', label: 'Your name', attributes: 'autocomplete="name" maxlength="100"' })}
      ${field({ name: 'email', label: 'Email', type: 'email', attributes: 'autocomplete="username" maxlength="254"' })}
      ${field({
        name: 'password',
        label: 'Password',
        type: 'password',
        description: 'At least 12 characters.',
        attributes: 'autocomplete="new-password" minlength="12" maxlength="200"',
      })}
      <button class="button">Create organization</button>
    </form>`,
    'Create the first organization and its administrator account.',
  );
}

/** The page after a successful setup. */
export function setupDonePage(name: string, address: string): string {
  const shown = escapeHtml(address);
  return plainPage(
    'Your organization is ready',
    `<p><bdi>${escapeHtml(name)}</bdi> is at <code>${shown}</code>. Sign in there with your email and password.</p>
    <a class="button" href="${shown}/sign-in">Sign in</a>`,
  );
}

/**
 * The page for an invalid or used link.
 * @param signIn the sign-in page, if there is an organization
 */
export function setupClosedPage(signIn: string | null): string {
  return plainPage(
    'This setup link does not work',
    signIn === null
      ? `<p>It may be incomplete. Copy the whole link that the server printed when it started, or restart the server
        to get a new one.</p>`
      : `<p>This server is already set up. Sign in instead.</p>
        <a class="button" href="${escapeHtml(signIn)}">Sign in</a>`,
  );
}

function fieldOf(
  { name, label, type = 'text', description, attributes }: FieldText,
  form: SetupForm,
  problem: string | undefined,
): string {
  const value = name === 'password' ? '' : form[name];
  const descriptions = [
    ...(description === undefined
      ? []
      : [`<small id="${name}-description">${escapeHtml(description)}</small>`]),
    ...(problem === undefined
      ? []
      : [`<span class="error" id="${name}-error">${escapeHtml(problem)}</span>`]),
  ];
  const describedBy = [
    ...(description === undefined ? [] : [`${name}-description`]),
    ...(problem === undefined ? [] : [`${name}-error`]),
  ].join(' ');
  return `<div class="field">
        <label for="${name}">${label}</label>
        <input id="${name}" name="${name}" type="${type}" value="${escapeHtml(value)}" ${attributes} required${
          describedBy === '' ? '' : ` aria-describedby="${describedBy}"`
        }${problem === undefined ? '' : ' aria-invalid="true"'}>
        ${descriptions.join('\n        ')}
      </div>`;
}
