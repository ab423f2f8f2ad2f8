import { SpedyError } from '../contract/errors.ts';
import { AddressAttemptLimit, AttemptLimit } from '../contract/limits/attempt-limit.ts';
import { NoContent } from '../contract/schemas.ts';
import { formatTimestamp } from '../contract/timestamps.ts';
import { anonymousOrigin } from '../http/change-origin.ts';
import { defineRoute } from '../http/define-route.ts';
import { withoutForeignOrigins } from '../http/gate/same-origin.ts';
import type { Services } from '../http/services.ts';
import { linkMailOf } from '../mail/queue.ts';
import {
  cancelEmailChange,
  confirmEmailChange,
  pendingEmailChange,
  readEmailChange,
  rejectEmailChange,
  startEmailChange,
} from './email-change.ts';
import { recordInvalidLinks } from './record-invalid-links.ts';
import {
  EmailChangeConfirmed,
  EmailChangeRequest,
  LinkToken,
  OpenEmailChange,
  PendingEmailChange,
} from './schema.ts';

const path = '/api/v1/me/email';
const linkPath = '/api/v1/auth/email-change';
/** Attempts at links from one address at one organization. */
const attemptsPerMinute = 30;
/** Changes that one member starts. */
const startsPerMinute = 5;

/** A member's own email, which both addresses confirm. */
export const emailChangeRoutes = (services: Services) => {
  const { db, refusals, limits, now } = services;
  const linkMail = linkMailOf(services);
  const limit = new AddressAttemptLimit(limits, 'email change links', attemptsPerMinute);
  const startLimit = new AttemptLimit(limits, 'email changes', startsPerMinute);
  const open = { credential: 'none' } as const;

  return [
    defineRoute({
      method: 'GET',
      path,
      operationId: 'getEmailChange',
      tag: 'Profile',
      summary: 'Get the change of your email that waits for confirmations',
      access: { credential: 'session' },
      response: { 200: PendingEmailChange },
      run: async ({ member }) => {
        const change = await pendingEmailChange(db, member, now());
        if (!change) return { pending: null };
        const { email, currentConfirmedAt, newConfirmedAt, expiresAt } = change;
        return {
          pending: {
            email,
            currentConfirmed: currentConfirmedAt !== null,
            newConfirmed: newConfirmedAt !== null,
            expiresAt: formatTimestamp(expiresAt),
          },
        };
      },
    }),

    defineRoute({
      method: 'POST',
      path,
      operationId: 'startEmailChange',
      tag: 'Profile',
      summary: 'Change your email',
      description: 'Both the current and the new email get a link, and both have to confirm within 24 hours.',
      access: { credential: 'session', confirmed: true },
      body: EmailChangeRequest,
      reference: { errors: ['already_exists', 'mail_unavailable', 'invalid_credentials'] },
      response: { 204: NoContent },
      run: async ({ member, from, body }) => {
        if (linkMail === null) throw new SpedyError('mail_unavailable');
        // Each sends a message to an address that the member chooses.
        await startLimit.take(member.user.id);
        await startEmailChange(db, linkMail, from, member, body.email);
      },
    }),

    defineRoute({
      method: 'DELETE',
      path,
      operationId: 'cancelEmailChange',
      tag: 'Profile',
      summary: 'Cancel the change of your email',
      access: { credential: 'session' },
      reference: { errors: ['not_found'] },
      response: { 204: NoContent },
      run: ({ member, from }) => cancelEmailChange(db, from, member),
    }),

    defineRoute({
      method: 'POST',
      path: `${linkPath}/link`,
      operationId: 'getEmailChangeOfLink',
      tag: 'Sessions',
      summary: 'Get the change of an email that a link confirms',
      access: open,
      body: LinkToken,
      fastify: withoutForeignOrigins,
      reference: { errors: ['cross_site_request', 'not_found'] },
      response: { 200: OpenEmailChange },
      run: async ({ host: { id }, request, body }) => {
        const from = anonymousOrigin(request);
        const change = await recordInvalidLinks(refusals, id, from, () =>
          readEmailChange(db, limit, id, from, body.token),
        );
        const confirmed = {
          current: change.currentConfirmedAt !== null,
          new: change.newConfirmedAt !== null,
        };
        return {
          current: change.current,
          new: change.email,
          sentTo: change.side,
          confirmed: confirmed[change.side],
          otherConfirmed: confirmed[change.side === 'new' ? 'current' : 'new'],
          expiresAt: formatTimestamp(change.expiresAt),
        };
      },
    }),

    defineRoute({
      method: 'POST',
      path: `${linkPath}/confirm`,
      operationId: 'confirmEmailChange',
      tag: 'Sessions',
      summary: 'Confirm the change of an email with one of its two links',
      access: open,
      body: LinkToken,
      fastify: withoutForeignOrigins,
      reference: { errors: ['cross_site_request', 'not_found', 'already_exists'] },
      response: { 200: EmailChangeConfirmed },
      run: async ({ host: { id }, request, body }) => {
        const from = anonymousOrigin(request);
        const changed = await recordInvalidLinks(refusals, id, from, () =>
          confirmEmailChange(db, limit, id, from, body.token),
        );
        return { changed };
      },
    }),

    defineRoute({
      method: 'POST',
      path: `${linkPath}/reject`,
      operationId: 'rejectEmailChange',
      tag: 'Sessions',
      summary: 'Cancel the change of an email with one of its two links',
      access: open,
      body: LinkToken,
      fastify: withoutForeignOrigins,
      reference: { errors: ['cross_site_request', 'not_found'] },
      response: { 204: NoContent },
      run: async ({ host: { id }, request, body }) => {
        const from = anonymousOrigin(request);
        await recordInvalidLinks(refusals, id, from, () =>
          rejectEmailChange(db, limit, id, from, body.token),
        );
      },
    }),
  ];
};
