import type { World } from '../world.ts';

export type ResourceServer = { readonly id: string; readonly clientSecret: string };

/** Creates a resource server of acme-corp. @param cookie an administrator's session */
export async function createResourceServer(
  { send }: Pick<World, 'send'>,
  cookie: string,
): Promise<ResourceServer> {
  const path = '/api/v1/organization/resource-servers';
  const answer = await send('POST', path, { cookie, body: { name: 'API gateway' } });
  if (answer.status !== 201) throw new Error(`no resource server: ${answer.text}`);
  return answer.body;
}

export const basic = ({ id, clientSecret }: ResourceServer) => ({
  authorization: `Basic ${Buffer.from(`${id}:${clientSecret}`).toString('base64')}`,
});
