import type { Cases } from '../../support/access-fixtures.ts';
import { startEmailChangeOf } from '../../support/email-changes.ts';

/** Changes by links, by an administrator in their place, and of the own name. */
export const recoveryCases: Cases = {
  'PATCH /api/v1/me': async ({ acme, withSession }) => {
    const { call, cookie } = await withSession();
    const change = () => acme.send('PATCH', '/api/v1/me', { cookie, body: { name: 'Another Name' } });
    return { call, change, after: { status: 200, body: { user: { name: 'Another Name' } } } };
  },
  'DELETE /api/v1/users/{userId}/sessions': async ({ asAdmin, withSession }) => {
    const { call, owner } = await withSession();
    return {
      call,
      change: () => asAdmin('DELETE', `/api/v1/users/${owner.id}/sessions`),
      after: { status: 401, body: { code: 'authentication_required' } },
    };
  },
  'POST /api/v1/auth/reset-password': async ({ acme, withSession }) => {
    const { call, owner } = await withSession();
    const cookie = await acme.signIn(acme.admin);
    const link = await acme.send('POST', `/api/v1/users/${owner.id}/password-reset`, {
      cookie,
      body: { delivery: 'link' },
    });
    const token = String(link.body.link).split('#')[1];
    const body = { token, newPassword: 'another long password' };
    const change = () => acme.send('POST', '/api/v1/auth/reset-password', { body });
    return { call, change, after: { status: 401, body: { code: 'authentication_required' } } };
  },
  'POST /api/v1/auth/email-change/confirm': async ({ acme, withSession }) => {
    const { call, owner } = await withSession();
    const { current, next } = await startEmailChangeOf(acme, owner, `moved-${owner.email}`);
    const confirm = (token: string) =>
      acme.send('POST', '/api/v1/auth/email-change/confirm', { body: { token } });
    await confirm(current);
    return {
      call,
      change: () => confirm(next),
      after: { status: 200, body: { user: { email: `moved-${owner.email}` } } },
    };
  },
};
