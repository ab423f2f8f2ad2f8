import { AddressAttemptLimit } from '../contract/limits/attempt-limit.ts';
import { organizationOrigin } from '../contract/organization-address.ts';
import { idParameter, NoContent } from '../contract/schemas.ts';
import { formatTimestamp } from '../contract/timestamps.ts';
import { anonymousOrigin } from '../http/change-origin.ts';
import { defineRoute } from '../http/define-route.ts';
import { withoutForeignOrigins } from '../http/gate/same-origin.ts';
import type { Services } from '../http/services.ts';
import { linkMailOf } from '../mail/queue.ts';
import { relyingPartyAt } from '../sign-in/passkeys/relying-party.ts';
import { recordInvalidLinks } from './record-invalid-links.ts';
import { resetByAdmin } from './reset-by-admin.ts';
import { completeReset, readReset, resetLifetime } from './reset-links.ts';
import { requestReset } from './reset-requests.ts';
import {
  CreatedReset,
  LinkToken,
  OpenReset,
  ResetByAdmin,
  ResetCompletion,
  ResetRequest,
  ResetRequested,
} from './schema.ts';

const tag = 'Sessions';
const path = '/api/v1/auth/reset-password';
/** Requests for links, and attempts at links, from one address at one organization. */
const requestsPerMinute = 10;
const attemptsPerMinute = 30;

/** A forgotten password: the member's own request, and an administrator's. */
export const resetRoutes = (services: Services) => {
  const { db, keys, refusals, limits, settings } = services;
  const linkMail = linkMailOf(services);
  const requestLimit = new AddressAttemptLimit(limits, 'password reset requests', requestsPerMinute);
  const linkLimit = new AddressAttemptLimit(limits, 'password reset links', attemptsPerMinute);

  return [
    defineRoute({
      method: 'POST',
      path: '/api/v1/auth/forgot-password',
      operationId: 'requestPasswordReset',
      tag,
      summary: 'Request a link to reset a password',
      description:
        'The same response for every email. A member who has it gets a link, which works once, for 30 minutes; at most three in an hour.',
      access: { credential: 'none' },
      body: ResetRequest,
      fastify: withoutForeignOrigins,
      reference: { errors: ['cross_site_request', 'single_sign_on_required'] },
      response: { 202: ResetRequested },
      run: async ({ host, request, body }) => {
        const validForMinutes = resetLifetime / 60_000;
        if (linkMail === null) return { validForMinutes, mail: false };
        const from = anonymousOrigin(request);
        await requestReset({ db, refusals, limit: requestLimit }, host.id, from, body.email);
        return { validForMinutes, mail: true };
      },
    }),

    defineRoute({
      method: 'POST',
      path: `${path}/link`,
      operationId: 'getPasswordResetOfLink',
      tag,
      summary: 'Get for whom a link to reset a password is',
      access: { credential: 'none' },
      body: LinkToken,
      fastify: withoutForeignOrigins,
      reference: { errors: ['cross_site_request', 'not_found', 'single_sign_on_required'] },
      response: { 200: OpenReset },
      run: async ({ host: { id }, request, body }) => {
        const from = anonymousOrigin(request);
        const { expiresAt, ...open } = await recordInvalidLinks(refusals, id, from, () =>
          readReset(db, linkLimit, id, from, body.token),
        );
        return { ...open, expiresAt: formatTimestamp(expiresAt) };
      },
    }),

    defineRoute({
      method: 'POST',
      path,
      operationId: 'resetPassword',
      tag,
      summary: 'Set a new password with a link, and end all sessions of the member',
      description:
        'A member with a second factor sends it too: `code`, or `passkey`. The options for the passkey are those of a sign-in after the password: POST /api/v1/auth/passkey/options with `secondFactor`.',
      access: { credential: 'none' },
      body: ResetCompletion,
      fastify: withoutForeignOrigins,
      reference: {
        errors: [
          'passkey_invalid',
          'cross_site_request',
          'not_found',
          'two_factor_required',
          'two_factor_invalid',
          'single_sign_on_required',
        ],
      },
      response: { 204: NoContent },
      run: async ({ host, request, body }) => {
        const { id } = host;
        const from = anonymousOrigin(request);
        await recordInvalidLinks(refusals, id, from, () =>
          completeReset({ db, keys, refusals }, linkLimit, id, from, body, relyingPartyAt(host)),
        );
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/api/v1/users/:userId/password-reset',
      operationId: 'createPasswordResetLink',
      tag: 'Organization',
      summary: "Create a link to reset a member's password (admins, session only)",
      description:
        'The link works once, for 30 minutes, and requires the member’s second factor, if they have one. If the member is an administrator, every administrator is told.',
      access: { credential: 'session', permission: 'organization:manage', confirmed: true },
      params: idParameter('userId', 'usr'),
      body: ResetByAdmin,
      reference: { errors: ['forbidden', 'session_required', 'mail_unavailable', 'single_sign_on_required'] },
      response: { 201: CreatedReset },
      run: async ({ member: { organization, user }, from, params: { userId }, body }) => {
        const { delivery } = body;
        const how = { delivery, linkMail, by: user.name };
        const secret = await resetByAdmin(db, organization.id, from, userId, how);
        const expiresAt = formatTimestamp(from.at + resetLifetime);
        const origin = organizationOrigin(settings, organization.slug);
        return delivery === 'email'
          ? { expiresAt }
          : { link: `${origin}/reset-password#${secret}`, expiresAt };
      },
    }),
  ];
};
