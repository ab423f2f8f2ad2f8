import { createHash, randomBytes } from 'node:crypto';
import { type Answer, expectStatus, send } from './request.ts';

const redirectUri = 'https://app.example.com/callback';

/** An OAuth client that is connected to a member's account, and refreshes its tokens. */
export class Connection {
  readonly #client: string;
  #refreshToken: string;
  accessToken: string;

  private constructor(client: string, tokens: Answer) {
    this.#client = client;
    this.#refreshToken = String(tokens.body.refresh_token);
    this.accessToken = String(tokens.body.access_token);
  }

  /** Registers a client and connects it with the member of the session. */
  static async open(origin: string, cookie: string): Promise<Connection> {
    const registration = {
      client_name: 'Trial',
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
    };
    const registered = await send(origin, {
      method: 'POST',
      path: '/api/v1/oauth/register',
      json: registration,
    });
    const client = String(expectStatus(registered, 201).body.client_id);
    const verifier = randomBytes(32).toString('base64url');
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: client,
      redirect_uri: redirectUri,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      state: 'state',
    });
    const opened = await send(origin, { path: `/api/v1/oauth/authorize?${query}`, cookie });
    const request = /request=(orq_\w+)$/.exec(expectStatus(opened, 303).headers.location ?? '')?.[1];
    const path = `/api/v1/oauth/requests/${request}`;
    const decided = await send(origin, { method: 'POST', path, cookie, json: { decision: 'allow' } });
    const { redirectTo } = expectStatus(decided, 200).body;
    const form = {
      grant_type: 'authorization_code',
      client_id: client,
      code: new URL(String(redirectTo)).searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
    };
    const tokens = await send(origin, { method: 'POST', path: '/api/v1/oauth/token', form });
    return new Connection(client, expectStatus(tokens, 200));
  }

  /** Refreshes once. Without an answer, the next call repeats the same refresh, as a client does. */
  async refresh(origin: string): Promise<Answer> {
    const form = {
      grant_type: 'refresh_token',
      client_id: this.#client,
      refresh_token: this.#refreshToken,
    };
    const answer = await send(origin, { method: 'POST', path: '/api/v1/oauth/token', form });
    if (answer.status === 200) {
      this.#refreshToken = String(answer.body.refresh_token);
      this.accessToken = String(answer.body.access_token);
    }
    return answer;
  }
}
