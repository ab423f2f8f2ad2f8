import { AttemptLimit } from '../../contract/limits/attempt-limit.ts';
import { NoContent } from '../../contract/schemas.ts';
import { defineRoute } from '../../http/define-route.ts';
import { administratorAccess } from '../../http/gate/request-state.ts';
import type { Services } from '../../http/services.ts';
import type { Providers } from '../provider/providers.ts';
import { redirectUriOf } from '../sign-in/redirect-uri.ts';
import { presentProvider } from './provider.ts';
import { findProviderRow } from './queries.ts';
import { draftProvider, removeProvider, saveProvider } from './save-provider.ts';
import { IdentityProviderInput, SingleSignOnSettings, TestSteps } from './schema.ts';

/** Tests per minute and organization. */
const testsPerMinute = 10;
const tag = 'Organization';
const path = '/api/v1/organization/single-sign-on';
/** Tokens can leak, and whoever sets the provider decides who can sign in. */
const access = { credential: 'session', permission: 'organization:manage' } as const;
const confirmedAccess = { ...access, confirmed: true } as const;

/** The settings of single sign-on, for administrators. */
export const settingsRoutes = ({ db, keys, settings, limits }: Services, providers: Providers) => {
  const tests = new AttemptLimit(limits, 'tests of identity providers', testsPerMinute);
  const services = { db, keys, allowLoopback: settings.allowLoopbackClientMetadata };
  return [
    defineRoute({
      method: 'GET',
      path,
      operationId: 'getSingleSignOn',
      tag,
      summary: "Get the organization's identity provider (admins)",
      access: administratorAccess,
      response: { 200: SingleSignOnSettings },
      run: async ({ member: { organization } }) => {
        const row = await findProviderRow(db, organization.id);
        return {
          redirectUri: redirectUriOf(settings, organization.slug),
          provider: row ? presentProvider(row) : null,
        };
      },
    }),

    defineRoute({
      method: 'PUT',
      path,
      operationId: 'setSingleSignOn',
      tag,
      summary: "Set the organization's identity provider (admins, session only)",
      description:
        'If single sign-on becomes required, or has another break-glass administrator, sessions that were opened in another way end, except this one and those of the break-glass administrator.',
      access: confirmedAccess,
      body: IdentityProviderInput,
      reference: { errors: ['break_glass_administrator', 'session_required', 'not_found'] },
      response: { 200: SingleSignOnSettings },
      run: async ({ member, from, body }) => ({
        redirectUri: redirectUriOf(settings, member.organization.slug),
        provider: await saveProvider(services, from, member, body),
      }),
    }),

    defineRoute({
      method: 'DELETE',
      path,
      operationId: 'removeSingleSignOn',
      tag,
      summary: "Remove the organization's identity provider (admins, session only)",
      description: 'The sessions that it opened end, and members who have no password can no longer sign in.',
      access: confirmedAccess,
      reference: { errors: ['not_found', 'session_required'] },
      response: { 204: NoContent },
      run: ({ member, from }) =>
        removeProvider(db, member.organization.id, from, member.authentication.sessionId),
    }),

    defineRoute({
      method: 'POST',
      path: `${path}/test`,
      operationId: 'testSingleSignOn',
      tag,
      summary: 'Test an identity provider without saving it (admins, session only)',
      description:
        'Reads its metadata and keys, and checks whether it accepts the client. Limited to ten tests per minute for each organization.',
      access,
      body: IdentityProviderInput,
      response: { 200: TestSteps },
      run: async ({ member: { organization }, body }) => {
        await tests.take(organization.id);
        const { testProvider } = await import('./test-provider.ts');
        const provider = await draftProvider(services, organization.id, body);
        const steps = [
          ...(await testProvider(providers, provider, redirectUriOf(settings, organization.slug))),
        ];
        return { ok: steps.every(({ ok }) => ok), steps };
      },
    }),
  ];
};
