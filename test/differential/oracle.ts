import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';
import type { Answer } from '../support/client.ts';
import { fetchFrom } from '../support/servers/sockets.ts';
import {
  type AuthorizationServer,
  type Choice,
  issuer,
  type Request,
  redirectUri,
} from './authorization-server.ts';
import { oracleSettings, scopes } from './oracle-settings.ts';

const host = new URL(issuer).host;
const accountId = 'tim@acme.test';

/** Stores the cookies of a browser. */
class CookieJar {
  readonly #values = new Map<string, string>();

  get header(): string {
    return [...this.#values].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  store(answer: Answer): Answer {
    const text = answer.headers['set-cookie'] ?? '';
    for (const [, name = '', value = ''] of text.matchAll(/(?:^|,)(_\w+)=([^;,]*)/g)) {
      if (value === '') this.#values.delete(name);
      else this.#values.set(name, value);
    }
    return answer;
  }
}

/** Starts the certified oidc-provider on a free port, with a member who decides as the scenario says. */
export async function startOracle(): Promise<AuthorizationServer> {
  const provider = new Provider(issuer, oracleSettings);
  const server = createServer(provider.callback());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('not listening');
  const { port } = address;
  const jar = new CookieJar();

  const send = ({ method, path, headers = {}, body }: Request) =>
    fetchFrom(port, {
      method,
      path: path.startsWith('/') ? path : `/api/v1/oauth/${path}`,
      host,
      headers: { accept: 'application/json', ...headers },
      ...(body === undefined ? {} : { body }),
    });
  const open = async (request: Request, cookies: CookieJar) => {
    const headers = { ...request.headers, ...(cookies.header === '' ? {} : { cookie: cookies.header }) };
    return cookies.store(await send({ ...request, headers }));
  };
  /** Decides the interaction to which the browser was redirected. */
  async function decide(location: string, choice: Choice): Promise<Answer> {
    const interaction = await provider.Interaction.find(location.replace(/^.*\/interaction\//, ''));
    if (!interaction) throw new Error(`there is no interaction at ${location}`);
    const { client_id: clientId, scope = scopes, resource = [] } = interaction.params;
    const existing =
      interaction.grantId === undefined ? undefined : await provider.Grant.find(interaction.grantId);
    const grant = existing ?? new provider.Grant({ accountId, clientId });
    for (const server of [resource].flat()) grant.addResourceScope(server, scope);
    interaction.result =
      choice === 'allow'
        ? { login: { accountId }, consent: { grantId: await grant.save() } }
        : { error: 'access_denied', error_description: 'denied' };
    await interaction.persist();
    const { pathname, search } = new URL(interaction.returnTo);
    return open({ method: 'GET', path: pathname + search }, jar);
  }
  /** Starts a session with a first decision. Our server has a session from the start. */
  async function signIn(): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ redirect_uris: [redirectUri], token_endpoint_auth_method: 'none' });
    const { client_id } = (await send({ method: 'POST', path: 'register', headers, body })).body;
    const pkce = { code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' };
    const query = new URLSearchParams({ response_type: 'code', client_id, ...pkce, scope: scopes });
    const interaction = await open({ method: 'GET', path: `authorize?${query}` }, jar);
    await decide(interaction.headers.location ?? '', 'allow');
  }
  await signIn();
  return {
    send,
    open: (request, signedIn) => open(request, signedIn ? jar : new CookieJar()),
    asks: (location) => location.startsWith('/interaction/'),
    decide: async (location, choice) => (await decide(location, choice)).headers.location ?? '',
    decideDevice: async (userCode, choice) => {
      const page = await open({ method: 'GET', path: '/device' }, jar);
      const xsrf = /name="xsrf" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
      const form = new URLSearchParams({ xsrf, user_code: userCode, confirm: 'yes' });
      const answer = await open(
        {
          method: 'POST',
          path: '/device',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: form.toString(),
        },
        jar,
      );
      const { location } = answer.headers;
      if (location === undefined) return false;
      await decide(location, choice);
      return true;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
