import type { FastifyReply } from 'fastify';
import { SpedyError } from '../contract/errors.ts';
import { type Hosting, organizationOrigin } from '../contract/organization-address.ts';
import { formText } from '../http/arrival/body-text.ts';
import { defineHiddenRoute } from '../http/define-route.ts';
import { refuseForeignOrigin } from '../http/gate/same-origin.ts';
import { sendPlainPage } from '../http/responses/plain-page.ts';
import type { Server } from '../http/server.ts';
import type { Services } from '../http/services.ts';
import { hasOrganizations } from '../organizations/queries.ts';
import type { Database } from '../storage/database.ts';
import { completeSetup } from './complete.ts';
import { isOpenSetup } from './link.ts';
import { type SetupForm, type SetupProblems, setupClosedPage, setupDonePage, setupFormPage } from './page.ts';

const access = { credential: 'none' } as const;
const config = { forPeople: true } as const;
const path = '/setup';

/** `GET /setup`: the page of the setup link, a form without scripts. */
export const setupPageRoutes = ({ db, settings }: Services) => [
  defineHiddenRoute({
    method: 'GET',
    path,
    access,
    config,
    run: async ({ request, reply }) => {
      const { baseUrl, defaultOrganization } = settings;
      const token = new URL(request.url, baseUrl).searchParams.get('token') ?? '';
      if (!(await isOpenSetup(db, token))) return sendClosed(reply, db, settings);
      const form = { token, name: '', slug: defaultOrganization ?? '', adminName: '', email: '' };
      return sendPlainPage(reply, 200, setupFormPage(form, baseUrl.host, new Map()));
    },
  }),
];

/** `POST /setup`: the form of the page. A separate scope, because no other route accepts a form. */
export async function acceptSetupForm(server: Server, services: Services): Promise<void> {
  await server.register(async (scope) => {
    scope.addContentTypeParser<Buffer>(
      'application/x-www-form-urlencoded',
      { parseAs: 'buffer' },
      (request, body, done) => done(null, new URLSearchParams(formText(request.headers, body))),
    );
    scope.route(setupFormRoute(services));
  });
}

const setupFormRoute = ({ db, settings }: Services) =>
  defineHiddenRoute({
    method: 'POST',
    path,
    access,
    config,
    run: async ({ from, request, reply }) => {
      refuseForeignOrigin(request);
      const fields = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
      const form = readForm(fields);
      try {
        const { organization } = await completeSetup(db, from, {
          token: form.token,
          organization: { slug: form.slug, name: form.name, plan: 'pro' },
          admin: { email: form.email, name: form.adminName, password: fields.get('password') ?? '' },
        });
        const address = organizationOrigin(settings, organization.slug);
        return sendPlainPage(reply, 201, setupDonePage(form.name, address));
      } catch (error) {
        if (!(error instanceof SpedyError)) throw error;
        if (error.code === 'not_found') return sendClosed(reply, db, settings);
        if (error.status >= 500) throw error;
        const page = setupFormPage(form, settings.baseUrl.host, problemsOf(error));
        return sendPlainPage(reply, error.status, page);
      }
    },
  });

async function sendClosed(reply: FastifyReply, db: Database, { baseUrl }: Hosting): Promise<FastifyReply> {
  const signIn = (await hasOrganizations(db)) ? `${baseUrl.origin}/sign-in` : null;
  return sendPlainPage(reply, 404, setupClosedPage(signIn));
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
