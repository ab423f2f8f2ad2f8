import { createHash, randomBytes } from 'node:crypto';
import type { Answer } from '../client.ts';
import type { Member, World } from '../world.ts';

export const redirectUri = 'https://app.example.com/callback';
export const origin = 'http://acme-corp.localhost:3000';

export type RegisteredClient = { readonly client_id: string; readonly client_secret?: string };
type Tokens = {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly scope: string;
};

/** Returns a verifier and its challenge (RFC 7636 4.1, 4.2). */
export function pkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

let registrations = 0;

/** Registers a client, by default a public one. */
export async function registerClient(
  { send }: Pick<World, 'send'>,
  metadata: Record<string, unknown> = {},
): Promise<RegisteredClient> {
  const body = {
    client_name: 'Ticket Helper',
    redirect_uris: [redirectUri],
    token_endpoint_auth_method: 'none',
    ...metadata,
  };
  // From a different address each time, because one address may register twenty clients a minute.
  registrations += 1;
  const address = `10.${registrations >> 16}.${(registrations >> 8) & 255}.${registrations & 255}`;
  const answer = await send('POST', '/api/v1/oauth/register', { body, address });
  if (answer.status !== 201) throw new Error(`registration failed: ${answer.text}`);
  return answer.body;
}

/** Returns the path of an authorization request. A parameter that is null is omitted. */
export function authorizePath(parameters: Record<string, string | null>): string {
  const query = new URLSearchParams();
  const defaults = {
    response_type: 'code',
    redirect_uri: redirectUri,
    code_challenge_method: 'S256',
    state: 'a state',
  };
  for (const [name, value] of Object.entries<string | null>({ ...defaults, ...parameters }))
    if (value !== null) query.append(name, value);
  return `/api/v1/oauth/authorize?${query}`;
}

/** Sends a form, for example to the token endpoint. */
export function sendForm(
  { send }: Pick<World, 'send'>,
  path: string,
  fields: Record<string, string> | string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const body = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString();
  return send('POST', `/api/v1/oauth/${path}`, {
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
}

/** Opens an authorization request in a member's browser. Returns its id. */
export async function openAuthorization(
  world: World,
  cookie: string,
  parameters: Record<string, string | null>,
) {
  const answer = await world.send('GET', authorizePath(parameters), { cookie });
  const id = requestIdOf(answer.headers.location);
  if (answer.status !== 303 || id === null)
    throw new Error(`no consent page: ${answer.status} ${answer.headers.location} ${answer.text}`);
  return id;
}

function requestIdOf(location: string | undefined): string | null {
  return /^\/consent\?request=(orq_\w+)$/.exec(location ?? '')?.[1] ?? null;
}

/** Decides a request. */
export function decide(world: World, cookie: string, id: string, decision: string): Promise<Answer> {
  return world.send('POST', `/api/v1/oauth/requests/${id}`, { cookie, body: { decision } });
}

/** Returns the parameters of a redirect. */
export function redirectParameters(location: string | undefined): Record<string, string> {
  return Object.fromEntries(new URL(location ?? '').searchParams);
}

type Connection = {
  readonly client?: RegisteredClient;
  readonly scope?: string;
  readonly resource?: string;
  readonly cookie?: string;
};

/** Gets a member's consent. Returns the code and the form of its exchange. */
export async function obtainCode(world: World, member: Member, options: Connection = {}) {
  const client = options.client ?? (await registerClient(world));
  const cookie = options.cookie ?? (await world.signIn(member));
  const { verifier, challenge } = pkce();
  const path = authorizePath({
    client_id: client.client_id,
    code_challenge: challenge,
    scope: options.scope ?? null,
    resource: options.resource ?? null,
  });
  const { location } = (await world.send('GET', path, { cookie })).headers;
  // If the member has allowed the same before, there is no consent page.
  const id = requestIdOf(location);
  const answer = id === null ? location : (await decide(world, cookie, id, 'allow')).body.redirectTo;
  const { code } = redirectParameters(answer);
  if (!code) throw new Error(`no code: ${answer}`);
  const form = {
    grant_type: 'authorization_code',
    client_id: client.client_id,
    ...(client.client_secret === undefined ? {} : { client_secret: client.client_secret }),
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  };
  return { client, cookie, code, form };
}

/** Connects a client to a member's account. Returns its tokens. */
export async function connect(world: World, member: Member, options: Connection = {}) {
  const { client, cookie, code, form } = await obtainCode(world, member, options);
  const answer = await sendForm(world, 'token', form);
  if (answer.status !== 200) throw new Error(`no tokens: ${answer.text}`);
  const tokens: Tokens = answer.body;
  return { client, cookie, code, form, tokens };
}

/** Refreshes a client's token. */
export function refresh(
  world: World,
  client: RegisteredClient,
  token: string,
  extra: Record<string, string> = {},
) {
  return sendForm(world, 'token', {
    grant_type: 'refresh_token',
    client_id: client.client_id,
    ...(client.client_secret === undefined ? {} : { client_secret: client.client_secret }),
    refresh_token: token,
    ...extra,
  });
}

/** Ends all connections of a session's member over HTTP. */
export async function endConnections(world: World, cookie: string): Promise<void> {
  const path = '/api/v1/me/connected-apps';
  for (const { id } of (await world.send('GET', path, { cookie })).body.data)
    await world.send('DELETE', `${path}/${id}`, { cookie });
}
