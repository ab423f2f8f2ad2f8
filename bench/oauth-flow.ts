import { createHash, randomBytes } from 'node:crypto';
import { hashSecret } from '../src/credentials/hash.ts';
import { newToken } from '../src/credentials/token-format.ts';
import type { Database } from '../src/storage/database.ts';
import { newId } from '../src/storage/ids.ts';
import { send } from './drive.ts';
import type { SingleUse } from './subject.ts';

const host = 'corp-0.localhost:3000';
const page = `http://${host}`;
const redirectUri = 'https://app.example.com/callback';
const verifier = randomBytes(32).toString('base64url');
const challenge = createHash('sha256').update(verifier).digest('base64url');

/** Creates sessions of members of one organization. Returns their cookies. */
export async function openSessions(db: Database, count: number, now: number): Promise<string[]> {
  const members = await db
    .selectFrom('users as u')
    .innerJoin('organizations as o', 'o.id', 'u.organization_id')
    .select(['u.organization_id as organizationId', 'u.id'])
    .where('o.slug', '=', 'corp-0')
    .limit(count)
    .execute();
  const secrets = members.map(() => newToken('session'));
  const rows = members.map(({ organizationId, id }, index) => ({
    organization_id: organizationId,
    id: newId('ses'),
    user_id: id,
    hash: hashSecret(secrets[index] ?? ''),
    created_at: now,
    last_used_at: now,
    expires_at: now + 86_400_000,
    address: null,
    user_agent: null,
    confirmed_at: now,
  }));
  await db.insertInto('sessions').values(rows).execute();
  return secrets.map((secret) => `spedy_session=${secret}`);
}

type Client = { readonly client_id: string; readonly client_secret: string };

/** A member's browser and a client, which use the server over HTTP. */
export class OAuthFlow {
  readonly #origin: string;
  #client: Client = { client_id: '', client_secret: '' };

  constructor(origin: string) {
    this.#origin = origin;
  }

  async register(): Promise<void> {
    const { body } = await this.#send(
      'POST',
      '/api/v1/oauth/register',
      {},
      {
        client_name: 'Benchmark',
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    );
    this.#client = JSON.parse(body) as Client;
  }

  /** Gets authorization codes in the members' browsers, `each` for each member. */
  async codes(cookies: readonly string[], each: number): Promise<string[]> {
    const codes = await Promise.all(
      cookies.map(async (cookie) => {
        const own: string[] = [];
        for (let index = 0; index < each; index += 1) own.push(await this.#code(cookie));
        return own;
      }),
    );
    return codes.flat();
  }

  exchange(codes: readonly string[]): SingleUse {
    const form = {
      grant_type: 'authorization_code',
      redirect_uri: redirectUri,
      code_verifier: verifier,
      ...this.#clientFields,
    };
    return { path: '/api/v1/oauth/token', headers: { Host: host }, form, parameter: 'code', values: codes };
  }

  /** Exchanges codes for refresh tokens, each of a separate connection. */
  async refresh(codes: readonly string[]): Promise<SingleUse> {
    const values: string[] = [];
    for (const code of codes) {
      const { body } = await this.#form({ ...this.exchange([]).form, code });
      values.push((JSON.parse(body) as { refresh_token: string }).refresh_token);
    }
    const form = { grant_type: 'refresh_token', ...this.#clientFields };
    return { path: '/api/v1/oauth/token', headers: { Host: host }, form, parameter: 'refresh_token', values };
  }

  /** Returns a request that introspects an access token. */
  async introspection(code: string) {
    const { body } = await this.#form({ ...this.exchange([]).form, code });
    const { access_token } = JSON.parse(body) as { access_token: string };
    return {
      method: 'POST' as const,
      path: '/api/v1/oauth/introspect',
      headers: { Host: host, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ token: access_token, ...this.#clientFields }).toString(),
    };
  }

  get #clientFields() {
    return { client_id: this.#client.client_id, client_secret: this.#client.client_secret };
  }

  async #code(cookie: string): Promise<string> {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: this.#client.client_id,
      redirect_uri: redirectUri,
      code_challenge: challenge,
      code_challenge_method: 'S256',
      state: 'state',
    });
    let { location } = await this.#send('GET', `/api/v1/oauth/authorize?${query}`, { cookie });
    const id = /request=(orq_\w+)$/.exec(location)?.[1];
    if (id !== undefined) {
      const path = `/api/v1/oauth/requests/${id}`;
      const { body } = await this.#send('POST', path, { cookie, origin: page }, { decision: 'allow' });
      location = (JSON.parse(body) as { redirectTo: string }).redirectTo;
    }
    const code = URL.canParse(location) ? new URL(location).searchParams.get('code') : null;
    if (code === null) throw new Error(`the authorization ended at ${location}`);
    return code;
  }

  #form(form: Readonly<Record<string, string>>) {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.#send('POST', '/api/v1/oauth/token', type, new URLSearchParams(form).toString());
  }

  async #send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: string | object,
  ): Promise<{ body: string; location: string }> {
    const json = typeof body === 'object' ? { 'content-type': 'application/json' } : {};
    const options = { method, headers: { host, ...json, ...headers } };
    const written = typeof body === 'object' ? JSON.stringify(body) : body;
    const answer = await send(`${this.#origin}${path}`, options, written);
    return { body: answer.body, location: answer.headers.location ?? '' };
  }
}
