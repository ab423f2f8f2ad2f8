import { expect } from 'vitest';
import { noteChanges } from '../../../src/storage/changes/note-changes.ts';
import { inTransaction } from '../../../src/storage/database.ts';
import type { Cases } from '../../support/access-fixtures.ts';
import { day, minute } from '../../support/clock.ts';
import { refresh, sendForm } from '../../support/oauth/oauth.ts';
import { createScimToken, identityProvider } from '../../support/scim.ts';
import { type Acme, password } from '../../support/world.ts';
import { recoveryCases } from './recovery-cases.ts';
import { singleSignOnCases } from './single-sign-on-cases.ts';

const refused = (code: string) => ({ status: 401, body: { code } });
const revoked = refused('token_revoked');
const ended = refused('authentication_required');
const shows = (body: object) => ({ status: 200, body });

const deactivation = [{ op: 'Replace', path: 'active', value: 'False' }];
const scim = async ({ acme }: { readonly acme: Acme }) =>
  identityProvider(acme, (await createScimToken(acme)).token);

/** Changes over HTTP and by the server's sweep. */
export const accessCases: Cases = {
  ...singleSignOnCases,
  ...recoveryCases,
  'DELETE /api/v1/me/tokens/{tokenId}': async ({ acme, withToken }) => {
    const { call, id, token } = await withToken();
    return { call, change: () => acme.send('DELETE', `/api/v1/me/tokens/${id}`, { token }), after: revoked };
  },
  'PATCH /api/v1/me/tokens/{tokenId}': async ({ acme, withToken }) => {
    const { call, id, token } = await withToken();
    const body = { scopes: ['profile:read'] };
    return {
      call,
      change: () => acme.send('PATCH', `/api/v1/me/tokens/${id}`, { token, body }),
      after: shows({ authentication: { scopes: ['profile:read'] } }),
    };
  },
  'POST /api/v1/me/tokens/{tokenId}/rotate': async ({ acme, withToken }) => {
    const { call, id, token } = await withToken();
    return {
      call,
      change: () => acme.send('POST', `/api/v1/me/tokens/${id}/rotate`, { token }),
      after: revoked,
    };
  },
  'POST /api/v1/me/tokens/{tokenId}/rotate, after its overlap': async ({ acme, me, withToken }) => {
    const { call, id, token } = await withToken();
    const change = async () => {
      await acme.send('POST', `/api/v1/me/tokens/${id}/rotate`, { token, body: { overlapSeconds: 60 } });
      expect((await me(call)).status).toBe(200);
      acme.clock.advance(minute);
    };
    return { call, change, after: revoked };
  },
  'POST /api/v1/organization/tokens/revoke': async ({ asAdmin, withToken }) => {
    const { call, id } = await withToken();
    const change = () => asAdmin('POST', '/api/v1/organization/tokens/revoke', { tokenIds: [id] });
    return { call, change, after: revoked };
  },
  'DELETE /api/v1/organization/tokens/{tokenId}': async ({ asAdmin, withToken }) => {
    const { call, id } = await withToken();
    return { call, change: () => asAdmin('DELETE', `/api/v1/organization/tokens/${id}`), after: revoked };
  },
  'PATCH /scim/v2/Users/{userId}': async ({ acme, withToken }) => {
    const { call, owner } = await withToken();
    const idp = await scim({ acme });
    return { call, change: () => idp.patch(owner.id, deactivation), after: revoked };
  },
  'PATCH /scim/v2/Users/{userId}, of a session': async ({ acme, withSession }) => {
    const { call, owner } = await withSession();
    const idp = await scim({ acme });
    return { call, change: () => idp.patch(owner.id, deactivation), after: ended };
  },
  'PATCH /scim/v2/Users/{userId}, of a connection': async ({ acme, withApplication }) => {
    const { call, owner } = await withApplication();
    const idp = await scim({ acme });
    return { call, change: () => idp.patch(owner.id, deactivation), after: revoked };
  },
  'PUT /scim/v2/Users/{userId}': async ({ acme, withToken }) => {
    const { call, owner } = await withToken();
    const idp = await scim({ acme });
    const body = { userName: owner.email, active: false };
    return { call, change: () => idp.send('PUT', `/Users/${owner.id}`, body), after: revoked };
  },
  'DELETE /scim/v2/Users/{userId}': async ({ acme, withToken }) => {
    const { call, owner } = await withToken();
    const idp = await scim({ acme });
    return { call, change: () => idp.send('DELETE', `/Users/${owner.id}`), after: refused('token_invalid') };
  },
  'POST /api/v1/leaked-tokens': async ({ acme, withToken }) => {
    const { call, token } = await withToken();
    const report = { body: { tokens: [token] } };
    return { call, change: () => acme.send('POST', '/api/v1/leaked-tokens', report), after: revoked };
  },
  'POST /api/v1/leaked-tokens, with a refresh token': async ({ acme, withApplication }) => {
    const { call, tokens } = await withApplication();
    const report = { body: { tokens: [tokens.refresh_token] } };
    return { call, change: () => acme.send('POST', '/api/v1/leaked-tokens', report), after: revoked };
  },
  'sweep of idle tokens': async ({ acme, newOrganization, withToken }) => {
    const at = await newOrganization();
    const { call } = await withToken(at);
    const change = async () => {
      await acme.app.lastUse.flush(true);
      await acme.setPolicy(at, { idleRevocationDays: 1 });
      acme.clock.advance(2 * day);
      await acme.app.sweep();
    };
    return { call, change, after: revoked };
  },
  'PATCH /api/v1/users/{userId}, role': async ({ asAdmin, withToken }) => {
    const { call, owner } = await withToken();
    const change = () => asAdmin('PATCH', `/api/v1/users/${owner.id}`, { role: 'CUSTOMER' });
    return { call, change, after: shows({ role: 'CUSTOMER' }) };
  },
  'PATCH /api/v1/users/{userId}, name': async ({ asAdmin, withApplication }) => {
    const { call, owner } = await withApplication();
    const change = () => asAdmin('PATCH', `/api/v1/users/${owner.id}`, { name: 'Another Name' });
    return { call, change, after: shows({ user: { name: 'Another Name' } }) };
  },
  'PATCH /api/v1/users/{userId}, state': async ({ asAdmin, withApplication }) => {
    const { call, owner } = await withApplication();
    const change = () => asAdmin('PATCH', `/api/v1/users/${owner.id}`, { state: 'deactivated' });
    return { call, change, after: refused('token_invalid') };
  },
  'DELETE /api/v1/users/{userId}': async ({ asAdmin, withToken }) => {
    const { call, owner } = await withToken();
    const change = () => asAdmin('DELETE', `/api/v1/users/${owner.id}`);
    return { call, change, after: refused('token_invalid') };
  },
  'PATCH /api/v1/organization': async ({ asAdmin, withSession }) => {
    const { call } = await withSession();
    const name = 'Acme Again';
    const change = () => asAdmin('PATCH', '/api/v1/organization', { name });
    return { call, change, after: shows({ organization: { name } }) };
  },
  'PATCH /api/v1/organization, policy': async ({ acme, newOrganization, withToken }) => {
    const at = await newOrganization();
    const { call } = await withToken(at);
    const admin = await acme.createMember(at, 'ada@policy.test', 'ADMIN');
    const token = await acme.createToken(admin);
    const body = { policy: { patsEnabled: false } };
    const change = () => acme.send('PATCH', '/api/v1/organization', { at, token, body });
    return { call, change, after: { status: 403, body: { code: 'pats_disabled' } } };
  },
  'POST /api/v1/auth/logout': async ({ acme, withSession }) => {
    const { call, cookie } = await withSession();
    return { call, change: () => acme.send('POST', '/api/v1/auth/logout', { cookie }), after: ended };
  },
  'DELETE /api/v1/me/sessions': async ({ acme, withSession }) => {
    const { call, cookie } = await withSession();
    return { call, change: () => acme.send('DELETE', '/api/v1/me/sessions', { cookie }), after: ended };
  },
  'DELETE /api/v1/me/sessions/{sessionId}': async ({ acme, withSession }) => {
    const { call, owner, id } = await withSession();
    const cookie = await acme.signIn(owner);
    return { call, change: () => acme.send('DELETE', `/api/v1/me/sessions/${id}`, { cookie }), after: ended };
  },
  'PUT /api/v1/me/password': async ({ acme, withSession }) => {
    const { call, owner } = await withSession();
    const cookie = await acme.signIn(owner);
    const body = { currentPassword: password, newPassword: 'another long password' };
    return { call, change: () => acme.send('PUT', '/api/v1/me/password', { cookie, body }), after: ended };
  },
  'POST /api/v1/me/two-factor/confirm': async ({ withFactor }) => {
    const { call, confirm } = await withFactor();
    return { call, change: confirm, after: shows({ secondFactor: true }) };
  },
  'POST /api/v1/me/two-factor/disable': async ({ acme, withFactor }) => {
    const { call, cookie, confirm, code } = await withFactor();
    await confirm();
    acme.clock.advance(minute);
    const body = () => ({ currentPassword: password, code: code() });
    const change = () => acme.send('POST', '/api/v1/me/two-factor/disable', { cookie, body: body() });
    return { call, change, after: shows({ secondFactor: false }) };
  },
  'POST /api/v1/me/two-factor/verify': async ({ acme, withFactor }) => {
    const { call, cookie, confirm, code } = await withFactor();
    await confirm();
    const sessions = await acme.send('GET', '/api/v1/me/sessions', { cookie });
    const { id } = sessions.body.data.find((session: { current: boolean }) => session.current);
    await inTransaction(acme.db, async (trx) => {
      const unmarked = { second_factor: null, second_factor_at: null };
      await trx.updateTable('sessions').set(unmarked).where('id', '=', id).execute();
      await noteChanges(trx, null, [id]);
    });
    acme.clock.advance(minute);
    const change = () =>
      acme.send('POST', '/api/v1/me/two-factor/verify', { cookie, body: { code: code() } });
    return { call, change, after: shows({ secondFactor: true }) };
  },
  'DELETE /api/v1/users/{userId}/second-factor': async ({ acme, withFactor }) => {
    const { call, confirm, owner } = await withFactor();
    await confirm();
    const cookie = await acme.signIn(acme.admin);
    const change = () => acme.send('DELETE', `/api/v1/users/${owner.id}/second-factor`, { cookie });
    return { call, change, after: ended };
  },
  'DELETE /api/v1/me/connected-apps/{grantId}': async ({ acme, withApplication }) => {
    const { call, cookie, grantId } = await withApplication();
    const change = () => acme.send('DELETE', `/api/v1/me/connected-apps/${grantId}`, { cookie });
    return { call, change, after: revoked };
  },
  'DELETE /api/v1/me/connected-apps': async ({ acme, withApplication }) => {
    const { call, cookie } = await withApplication();
    const [{ applicationId }] = (await acme.send('GET', '/api/v1/me/connected-apps', { cookie })).body.data;
    const path = `/api/v1/me/connected-apps?applicationId=${applicationId}`;
    return { call, change: () => acme.send('DELETE', path, { cookie }), after: revoked };
  },
  'DELETE /api/v1/users/{userId}, for an application': async ({ asAdmin, withApplication }) => {
    const { call, owner } = await withApplication();
    return { call, change: () => asAdmin('DELETE', `/api/v1/users/${owner.id}`), after: revoked };
  },
  'DELETE /api/v1/organization/connected-apps/{grantId}': async ({ asAdmin, withApplication }) => {
    const { call, grantId } = await withApplication();
    const change = () => asAdmin('DELETE', `/api/v1/organization/connected-apps/${grantId}`);
    return { call, change, after: revoked };
  },
  'PATCH /api/v1/organization/applications/{applicationId}': async ({ asAdmin, withApplication }) => {
    const { call, client } = await withApplication();
    const { data } = (await asAdmin('GET', '/api/v1/organization/applications?limit=100')).body;
    const { id } = data.find((one: { clientId: string }) => one.clientId === client.client_id);
    const change = () => asAdmin('PATCH', `/api/v1/organization/applications/${id}`, { blocked: true });
    return { call, change, after: revoked };
  },
  'POST /api/v1/oauth/revoke': async ({ acme, withApplication }) => {
    const { call, client, tokens } = await withApplication();
    const form = { client_id: client.client_id, token: tokens.access_token };
    return { call, change: () => sendForm(acme, 'revoke', form), after: revoked };
  },
  'POST /api/v1/oauth/revoke, with a refresh token': async ({ acme, withApplication }) => {
    const { call, client, tokens } = await withApplication();
    const form = { client_id: client.client_id, token: tokens.refresh_token };
    return { call, change: () => sendForm(acme, 'revoke', form), after: revoked };
  },
  'POST /api/v1/oauth/token, with a used code': async ({ acme, withApplication }) => {
    const { call, form } = await withApplication();
    return { call, change: () => sendForm(acme, 'token', form), after: revoked };
  },
  'POST /api/v1/oauth/token, with a used refresh token': async ({ acme, withApplication }) => {
    const { call, client, tokens } = await withApplication();
    await refresh(acme, client, tokens.refresh_token);
    const change = () => {
      acme.clock.advance(minute);
      return refresh(acme, client, tokens.refresh_token);
    };
    return { call, change, after: revoked };
  },
};

/** Changes by the operator, whose command line runs in another process. */
export const operatorCases: Cases = {
  'spedy token revoke': async ({ asOperator, withToken }) => {
    const { call, id } = await withToken();
    return { call, change: () => asOperator('token', 'revoke', id), after: revoked };
  },
  'spedy user set-role': async ({ asOperator, withSession }) => {
    const { call, owner } = await withSession();
    const who = ['--org', 'acme-corp', '--email', owner.email];
    return {
      call,
      change: () => asOperator('user', 'set-role', ...who, 'ADMIN'),
      after: shows({ role: 'ADMIN' }),
    };
  },
  'spedy user deactivate': async ({ asOperator, withSession }) => {
    const { call, owner } = await withSession();
    const change = () => asOperator('user', 'deactivate', '--org', 'acme-corp', '--email', owner.email);
    return { call, change, after: ended };
  },
  'spedy user reset-two-factor': async ({ asOperator, withFactor }) => {
    const { call, confirm, owner } = await withFactor();
    await confirm();
    const change = () => asOperator('user', 'reset-two-factor', '--org', 'acme-corp', '--email', owner.email);
    return { call, change, after: ended };
  },
  'spedy org set-plan': async ({ asOperator, newOrganization, withToken }) => {
    const at = await newOrganization();
    const { call } = await withToken(at);
    const change = () => asOperator('org', 'set-plan', at, 'canceled');
    return { call, change, after: { status: 403, body: { code: 'plan_required' } } };
  },
  'spedy org rename': async ({ asOperator, newOrganization, withToken }) => {
    const at = await newOrganization();
    const { call } = await withToken(at);
    const change = () => asOperator('org', 'rename', at, `${at}-new`);
    return { call, change, after: { status: 404, body: { code: 'organization_not_found' } } };
  },
  'spedy org delete': async ({ asOperator, newOrganization, withToken }) => {
    const at = await newOrganization();
    const { call } = await withToken(at);
    const change = () => asOperator('org', 'delete', at);
    return { call, change, after: { status: 404, body: { code: 'organization_not_found' } } };
  },
};
