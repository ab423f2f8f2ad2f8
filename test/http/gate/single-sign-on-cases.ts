import type { Cases } from '../../support/access-fixtures.ts';
import { settingsFor } from '../../support/single-sign-on/sign-on.ts';

/** Single sign-on that becomes required ends sessions that were opened with a password. */
export const singleSignOnCases: Cases = {
  'PUT /api/v1/organization/single-sign-on': async ({ acme, newOrganization }) => {
    const at = await newOrganization();
    const admin = await acme.createMember(at, 'ada@single.test', 'ADMIN');
    const cookie = await acme.signIn(admin);
    const member = await acme.createMember(at, 'tim@single.test', 'TEAM_MEMBER');
    const body = settingsFor(
      { issuer: 'https://id.single.test' },
      { required: true, breakGlassUserId: admin.id },
    );
    const change = () => acme.send('PUT', '/api/v1/organization/single-sign-on', { at, cookie, body });
    return {
      call: { at, cookie: await acme.signIn(member) },
      change,
      after: { status: 401, body: { code: 'authentication_required' } },
    };
  },
};
