import type { FastifyReply } from 'fastify';
import { SpedyError } from '../http/errors.ts';
import { type Hosting, organizationOrigin } from '../http/hosts.ts';
import { plainPageHeaders } from '../http/plain-page.ts';
import type { RouteContext } from '../http/route-context.ts';
import { refuseForeignOrigin } from '../http/same-origin.ts';
import type { Server } from '../http/server.ts';
import { completeSetup } from './complete.ts';
import { isOpenSetup } from './link.ts';
import { type SetupForm, setupClosedPage, setupDonePage, setupFormPage } from './page.ts';

const config = { access: { credential: 'none' } } as const;
const schema = { hide: true };

/** `/setup`: the page behind the setup link, a plain form that needs no script. */
export async function setupPageRoutes(
  server: Server,
  { db, now }: RouteContext,
  hosting: Hosting,
): Promise<void> {
  const { baseUrl, defaultOrganization } = hosting;
  server.get('/setup', { schema, config }, async (request, reply) => {
    const token = new URL(request.url, baseUrl).searchParams.get('token') ?? '';
    if (!(await isOpenSetup(db, token))) return sendPage(reply, 404, setupClosedPage());
    const form = { token, name: '', slug: defaultOrganization ?? '', adminName: '', email: '' };
    return sendPage(reply, 200, setupFormPage(form, baseUrl.host, null));
  });

  // A scope of its own: no other route takes a form.
  await server.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, done) => done(null, new URLSearchParams(String(body))),
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
        return sendPage(reply, 201, setupDonePage(form.name, organizationOrigin(hosting, organization.slug)));
      } catch (error) {
        if (!(error instanceof SpedyError)) throw error;
        if (error.code === 'not_found') return sendPage(reply, 404, setupClosedPage());
        return sendPage(reply, error.status, setupFormPage(form, baseUrl.host, error.message));
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

function sendPage(reply: FastifyReply, status: number, html: string) {
  return reply.status(status).headers(plainPageHeaders).type('text/html; charset=utf-8').send(html);
}
