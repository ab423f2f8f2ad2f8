import { hashSecret } from '../../src/credentials/hash.ts';
import { newToken } from '../../src/credentials/token-format.ts';
import { newId } from '../../src/storage/ids.ts';
import type { Answer, Call } from './client.ts';
import type { Member, World } from './world.ts';

/** What the transport asks of every POST. */
export const accept = 'application/json, text/event-stream';

/** A JSON-RPC request. */
export function rpc(method: string, params: object = {}, id: number | string = 1) {
  return { jsonrpc: '2.0', id, method, params };
}

/** Posts a body to /mcp, at acme-corp unless told otherwise. */
export function postMcp(world: World, body: unknown, { headers, ...call }: Call = {}): Promise<Answer> {
  return world.send('POST', '/mcp', { ...call, body, headers: { accept, ...headers } });
}

/** Calls a tool, and returns its result. */
export async function callTool(
  world: World,
  token: string,
  name: string,
  given: object = {},
  call: Call = {},
) {
  const answer = await postMcp(world, rpc('tools/call', { name, arguments: given }), { ...call, token });
  if (answer.status !== 200 || !answer.body.result) throw new Error(`no result: ${answer.text}`);
  return answer.body.result;
}

/** A tool's result as of a refused call. */
export function refusal(text: unknown) {
  return { isError: true, content: [{ type: 'text', text }] };
}

/** An OAuth access token of a member, as an authorization leaves it. */
export async function insertAccessToken(
  { db, clock }: World,
  organizationId: string,
  member: Member,
  { scopes = 'profile:read tickets:read tickets:write', audience = 'api' } = {},
): Promise<string> {
  const client = newId('app');
  const grant = newId('grt');
  const secret = newToken('access');
  const own = { organization_id: organizationId, created_at: clock.now() };
  await db
    .insertInto('oauth_clients')
    .values({
      ...own,
      id: client,
      client_id: `cli_${client}`,
      client_id_hash: hashSecret(client),
      kind: 'registered',
      name: 'Client',
      uri: null,
      logo_uri: null,
      redirect_uris: '[]',
      auth_method: 'none',
      secret_hash: null,
      blocked_at: null,
    })
    .execute();
  await db
    .insertInto('oauth_grants')
    .values({
      ...own,
      id: grant,
      user_id: member.id,
      client_id: client,
      scopes,
      audience,
      redirect_uris: '[]',
      last_used_at: null,
      ended_at: null,
    })
    .execute();
  await db
    .insertInto('oauth_access_tokens')
    .values({
      ...own,
      hash: hashSecret(secret),
      grant_id: grant,
      family_id: newId('fam'),
      scopes,
      audience,
      expires_at: clock.now() + 3_600_000,
      revoked_at: null,
    })
    .execute();
  return secret;
}
