import { mapPage } from '../contract/paging.ts';
import { defineRoute } from '../http/define-route.ts';
import { administratorAccess } from '../http/gate/request-state.ts';
import type { Services } from '../http/services.ts';
import type { SessionPrincipal } from '../principals/principal.ts';
import { mailKindNames } from './kinds.ts';
import { changeNotifications, notificationsOf } from './notification-choices.ts';
import { presentUnsent } from './present.ts';
import { listUnsent } from './queries.ts';
import { MailState, NotificationChange, Notifications, UnsentMailPage, UnsentMailQuery } from './schema.ts';

const tag = 'Organization';
const ownerOf = ({ organization, user }: SessionPrincipal) => ({
  organizationId: organization.id,
  userId: user.id,
});

export const mailRoutes = ({ db, settings }: Services) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/mail',
    operationId: 'getMail',
    tag,
    summary: 'Get whether this server sends messages by e-mail',
    access: { credential: 'session', beforeEnrollment: true },
    response: { 200: MailState },
    run: async () => ({ enabled: settings.mail !== null }),
  }),

  defineRoute({
    method: 'GET',
    path: '/api/v1/me/notifications',
    operationId: 'getNotifications',
    tag: 'Profile',
    summary: 'Get which optional messages you want',
    access: { credential: 'session' },
    response: { 200: Notifications },
    run: ({ member }) => notificationsOf(db, ownerOf(member)),
  }),

  defineRoute({
    method: 'PATCH',
    path: '/api/v1/me/notifications',
    operationId: 'updateNotifications',
    tag: 'Profile',
    summary: 'Change which optional messages you want',
    description:
      'Messages about the security of your account always come. Without e-mail on this server, they are notices in the dashboard.',
    access: { credential: 'session' },
    body: NotificationChange,
    response: { 200: Notifications },
    run: ({ member, from, body }) => changeNotifications(db, from, ownerOf(member), body),
  }),

  defineRoute({
    method: 'GET',
    path: '/api/v1/organization/mail',
    operationId: 'listMail',
    tag,
    summary: 'List messages that wait to be sent, or have failed, newest first (admins)',
    access: administratorAccess,
    query: UnsentMailQuery,
    response: { 200: UnsentMailPage },
    run: async ({ member, query }) =>
      mapPage(await listUnsent(db, member.organization.id, mailKindNames, query), presentUnsent),
  }),
];
