import { SpedyError } from '../contract/errors.ts';
import { type Hosting, organizationOrigin } from '../contract/organization-address.ts';
import { sendPlainPage } from '../http/answers/plain-page.ts';
import { formText } from '../http/arrival/body-text.ts';
import { refuseForeignOrigin } from '../http/gate/same-origin.ts';
import type { RouteContext } from '../http/route-context.ts';
import type { Server } from '../http/server.ts';
import { hasOrganizations } from '../organizations/queries.ts';
import { completeSetup } from './complete.ts';
import { isOpenSetup } from './link.ts';
import { type SetupForm, type SetupProblems, setupClosedPage, setupDonePage, setupFormPage } from './page.ts';

const config = { access: { credential: 'none' }, forPeople: true } as const;
const schema = { hide: true };

/** `/setup`: the page of the setup link, a form without scripts. */
export async function setupPageRoutes(
  server: Server,
  { db, now }: RouteContext,
  hosting: Hosting,
): Promise<void> {
  const { baseUrl, defaultOrganization } = hosting;
  const closed = async () =>
    setupClosedPage((await hasOrganizations(db)) ? `${baseUrl.origin}/sign-in` : null);
  server.get('/setup', { schema, config }, async (request, reply) => {
    const token = new URL(request.url, baseUrl).searchParams.get('token') ?? '';
    if (!(await isOpenSetup(db, token))) return sendPlainPage(reply, 404, await closed());
    const form = { token, name: '', slug: defaultOrganization ?? '', adminName: '', email: '' };
    return sendPlainPage(reply, 200, setupFormPage(form, baseUrl.host, new Map()));
  });

  // A separate scope, because no other route accepts a form.
  await server.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'buffer' },
      (request, body, done) => done(null, new URLSearchParams(formText(request.headers, body as Buffer))),
    );
    scope.post('/setup', { schema, config }, async (request, reply) => {
      refuseForeignOrigin(request);
      const fields = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
      const form = readForm(fields);
      try {
        const from = {
          actor: { kind: 'operator' },
          at: now(),
          address: request.ip,
          requestId: request.id,
        } as const;
        const { organization } = await completeSetup(db, from, {
          token: form.token,
          organization: { slug: form.slug, name: form.name, plan: 'pro' },
          admin: { email: form.email, name: form.adminName, password: fields.get('password') ?? '' },
        });
        const address = organizationOrigin(hosting, organization.slug);
        return sendPlainPage(reply, 201, setupDonePage(form.name, address));
      } catch (error) {
        if (!(error instanceof SpedyError)) throw error;
        if (error.code === 'not_found') return sendPlainPage(reply, 404, await closed());
        if (error.status >= 500) throw error;
        return sendPlainPage(reply, error.status, setupFormPage(form, baseUrl.host, problemsOf(error)));
      }
    });
  });
}

function readForm(fields: URLSearchParams): SetupForm {
  const read = (name: string) => fields.get(name) ?? '';
  return {
    token: read('token'),
    name: read('name'),
    slug: read('slug').trim().toLowerCase(),
    adminName: read('adminName'),
    email: read('email'),
  };
}

const fieldNames: Readonly<Record<string, string>> = {
  'organization.name': 'name',
  'organization.slug': 'slug',
  'admin.name': 'adminName',
  'admin.email': 'email',
  'admin.password': 'password',
};

/** The problems by field. */
function problemsOf({ details = [], message }: SpedyError): SetupProblems {
  const problems = new Map<string | null, string>();
  for (const { path, message: text } of details)
    problems.set(fieldNames[path] ?? null, text.charAt(0).toUpperCase() + text.slice(1));
  return problems.size > 0 ? problems : new Map([[null, message]]);
}
