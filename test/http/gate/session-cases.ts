import type { Cases } from '../../support/access-fixtures.ts';
import { minute } from '../../support/clock.ts';
import { addPasskey } from '../../support/passkeys.ts';
import { password } from '../../support/world.ts';

const gone = { status: 404, body: { code: 'organization_not_found' } };
const ended = { status: 401, body: { code: 'authentication_required' } };
const shows = (body: object) => ({ status: 200, body });

/** Changes of passkeys, confirmations and sessions over HTTP. */
export const sessionCases: Cases = {
  'POST /api/v1/me/passkeys': async ({ acme, withSession }) => {
    const { call, owner, cookie } = await withSession();
    return { call, change: () => addPasskey(acme, owner, cookie), after: shows({ secondFactor: true }) };
  },
  'DELETE /api/v1/me/passkeys/{passkeyId}': async ({ acme, withSession }) => {
    const { call, owner, cookie } = await withSession();
    const { id } = await addPasskey(acme, owner, cookie);
    const change = () => acme.send('DELETE', `/api/v1/me/passkeys/${id}`, { cookie });
    return { call, change, after: shows({ secondFactor: false }) };
  },
  'POST /api/v1/me/confirm': async ({ acme, withSession }) => {
    const { call, cookie } = await withSession();
    acme.clock.advance(20 * minute);
    const change = () => acme.send('POST', '/api/v1/me/confirm', { cookie, body: { password } });
    return { call, change, after: shows({ confirmed: true }) };
  },
  'DELETE /api/v1/users/{userId}/sessions/{sessionId}': async ({ asAdmin, withSession }) => {
    const { call, owner, id } = await withSession();
    const change = () => asAdmin('DELETE', `/api/v1/users/${owner.id}/sessions/${id}`);
    return { call, change, after: ended };
  },
  'PATCH /api/v1/organization, sessions': async ({ acme, newOrganization }) => {
    const at = await newOrganization();
    const cookie = await acme.signIn(await acme.createMember(at, 'ida@sessions.test', 'TEAM_MEMBER'));
    acme.clock.advance(90 * minute);
    const change = () => acme.setPolicy(at, { sessionLifetimeHours: 1 });
    return { call: { at, cookie }, change, after: ended };
  },
  'PATCH /api/v1/organization, the slug': async ({ acme, newOrganization }) => {
    const at = await newOrganization();
    const cookie = await acme.signIn(await acme.createMember(at, 'ida@slug.test', 'ADMIN'));
    const change = () =>
      acme.send('PATCH', '/api/v1/organization', { at, cookie, body: { slug: `${at}-new` } });
    return { call: { at, cookie }, change, after: gone };
  },
  'POST /api/v1/organization/deletion': async ({ acme, newOrganization }) => {
    const at = await newOrganization();
    const admin = await acme.createMember(at, 'ida@deletion.test', 'ADMIN');
    const cookie = await acme.signIn(admin);
    const change = () =>
      acme.send('POST', '/api/v1/organization/deletion', { at, cookie, body: { name: at } });
    return { call: { at, token: await acme.createToken(admin) }, change, after: gone };
  },
};
