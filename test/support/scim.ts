import type { Answer } from './client.ts';
import type { Acme } from './world.ts';

export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const mediaType = 'application/scim+json';

type Request = { readonly name?: string; readonly role?: 'TEAM_MEMBER' | 'CUSTOMER' };

/** Creates a SCIM token as the administrator. Returns the response's body. */
export async function createScimToken(acme: Acme, request: Request = {}) {
  const cookie = await acme.signIn(acme.admin);
  const body = { name: 'Entra ID', ...request };
  const created = await acme.send('POST', '/api/v1/organization/scim-tokens', { cookie, body });
  if (created.status !== 201) throw new Error(`no SCIM token: ${created.text}`);
  return created.body as { readonly id: string; readonly token: string };
}

/** An identity provider: sends requests to SCIM with a token. */
export function identityProvider(acme: Pick<Acme, 'send'>, token: string) {
  const send = (
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> =>
    acme.send(method, `/scim/v2${path}`, {
      token,
      body,
      headers: { ...(body === undefined ? {} : { 'content-type': mediaType }), ...headers },
    });
  return {
    send,
    /** Sends the operations of a PATCH. */
    patch: (id: string, operations: readonly object[], headers?: Readonly<Record<string, string>>) =>
      send('PATCH', `/Users/${id}`, { schemas: [patchSchema], Operations: operations }, headers),
    /** Creates a user in the form of Entra ID. Returns the response's body. */
    create: async (userName: string, others: object = {}) => {
      const body = { schemas: [userSchema], userName, active: true, ...others };
      const answer = await send('POST', '/Users', body);
      if (answer.status !== 201) throw new Error(`not created: ${answer.text}`);
      return answer.body;
    },
    /** Returns the userNames that match a filter. */
    find: async (filter: string): Promise<readonly string[]> => {
      const answer = await send('GET', `/Users?filter=${encodeURIComponent(filter)}`);
      if (answer.status !== 200) throw new Error(`${filter}: ${answer.text}`);
      return answer.body.Resources.map((user: { userName: string }) => user.userName);
    },
  };
}
export type IdentityProvider = ReturnType<typeof identityProvider>;
