import { requireSession } from '../contract/change-origin.ts';
import { invalidField } from '../contract/errors.ts';
import { formatTimestamp } from '../contract/timestamps.ts';
import { defineRoute } from '../http/define-route.ts';
import { requireConfirmation } from '../http/gate/confirmation.ts';
import { administratorAccess } from '../http/gate/request-state.ts';
import { requireShownPasskey, requireVerifiedFactor } from '../http/gate/second-factor.ts';
import { clearSessionCookie } from '../http/gate/session-cookie.ts';
import type { Services } from '../http/services.ts';
import { changeSlug, obstacleOf } from './address/change-slug.ts';
import { findAddressUses } from './address/queries.ts';
import { changeOrganization } from './change-organization.ts';
import { deleteOrganization } from './deletion/delete-organization.ts';
import { describeLogo, type Logo } from './logo/logo.ts';
import { presentOrganization } from './present.ts';
import { AddressUses, Deleted, Deletion, Organization, OrganizationChange } from './schema.ts';

const tag = 'Organization';
const path = '/api/v1/organization';
const ownFactorFirst =
  'Set up your own second factor, or enter a code, under Settings > Account > Security first. Otherwise this policy would lock you out.';

const ownPasskeyFirst =
  'Add a passkey of your own, or use it, under Settings > Account > Security first. Otherwise this policy would lock you out.';

/** The organization and its policy. */
export const organizationRoutes = ({ db, settings }: Services) => {
  const present = (organization: Parameters<typeof presentOrganization>[0], logo: Logo | null) =>
    presentOrganization(organization, logo, settings.auditRetentionDays);
  return [
    defineRoute({
      method: 'GET',
      path,
      operationId: 'getOrganization',
      tag,
      summary: 'Get the organization and its policy',
      access: { credential: 'any', scope: 'organization:write' },
      response: { 200: Organization },
      run: async ({ member: { organization } }) =>
        present(organization, await describeLogo(db, organization.id)),
    }),

    defineRoute({
      method: 'PATCH',
      path,
      operationId: 'updateOrganization',
      tag,
      summary: "Change the organization's name, slug or policy (admins)",
      description:
        'In a session, a change of the policy or the slug needs a recent confirmation. Only a session can change how long data is kept.',
      access: administratorAccess,
      body: OrganizationChange,
      reference: {
        errors: [
          'already_exists',
          'limit_reached',
          'other_sign_in_required',
          'session_required',
          'confirmation_required',
          'two_factor_enrollment_required',
          'two_factor_verification_required',
          'break_glass_administrator',
          'conflict',
        ],
      },
      response: { 200: Organization },
      run: async ({ member, from, body, request, reply }) => {
        const { id } = member.organization;
        if (body.slug !== undefined) {
          requireSession(from, 'A token cannot change the slug. Sign in and use the dashboard.');
          requireConfirmation(member, from.at);
          if (body.name !== undefined || body.policy !== undefined)
            throw invalidField(
              'slug',
              'must be the only field, because the address of the API changes with it',
            );
          const change = { slug: body.slug, defaultOrganization: settings.defaultOrganization };
          const changed = await changeSlug(db, id, from, member.user.id, change);
          if (changed.slug !== member.organization.slug) clearSessionCookie(request, reply);
          return present(changed, await describeLogo(db, id));
        }
        if (body.policy !== undefined) requireConfirmation(member, from.at);
        // Without the second factor, the administrator could not undo the change.
        const { twoFactor, twoFactorRequired } = body.policy ?? {};
        if (twoFactorRequired || twoFactor === 'required') requireVerifiedFactor(member, ownFactorFirst);
        if (twoFactor === 'phishing-resistant') requireShownPasskey(member, ownPasskeyFirst);
        const changed = await changeOrganization(db, id, from, body, settings.auditRetentionDays);
        return present(changed, await describeLogo(db, id));
      },
    }),

    defineRoute({
      method: 'GET',
      path: `${path}/address-uses`,
      operationId: 'getOrganizationAddressUses',
      tag,
      summary: 'Get what a change of the slug would affect (admins)',
      access: { credential: 'session', permission: 'organization:manage' },
      response: { 200: AddressUses },
      run: async ({ member, host }) => ({
        origin: host.origin,
        servesBareDomain: member.organization.slug === settings.defaultOrganization,
        ...(await findAddressUses(db, member.organization.id)),
        obstacle: await obstacleOf(db, member.organization, member.user.id),
      }),
    }),

    defineRoute({
      method: 'POST',
      path: `${path}/deletion`,
      operationId: 'deleteOrganization',
      tag,
      summary: 'Delete the organization (admins)',
      description:
        'Its address, members and credentials stop immediately. The operator of the server can restore it for 30 days; then it is erased. All administrators are told.',
      access: { credential: 'session', permission: 'organization:manage', confirmed: true },
      body: Deletion,
      reference: { errors: ['invalid_credentials'] },
      response: { 200: Deleted },
      run: async ({ member, from, body: { name }, request, reply }) => {
        const by = { email: member.user.email };
        const until = await deleteOrganization(db, member.organization.id, from, { by, name });
        clearSessionCookie(request, reply);
        return { restorableUntil: formatTimestamp(until) };
      },
    }),
  ];
};
