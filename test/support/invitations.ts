import type { Role } from '../../src/access/roles.ts';
import type { Acme } from './world.ts';

/** Invites a person over HTTP as the administrator. Returns the response's body and the link's secret. */
export async function invite(acme: Acme, email: string, role: Role = 'TEAM_MEMBER', name?: string) {
  const body = { email, role, ...(name === undefined ? {} : { name }) };
  const answer = await acme.send('POST', '/api/v1/organization/invitations', {
    cookie: await acme.signIn(acme.admin),
    body,
  });
  if (answer.status !== 201) throw new Error(`no invitation: ${answer.text}`);
  return { ...answer.body, secret: String(answer.body.link).split('#')[1] ?? '' };
}
