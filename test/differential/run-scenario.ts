import { vi } from 'vitest';
import type { Answer } from '../support/client.ts';
import { pkce } from '../support/oauth/oauth.ts';
import { assertionsOf } from './assertions.ts';
import { type AuthorizationServer, issuer, redirectUri } from './authorization-server.ts';
import { describeAnswer, describePage, describeRedirect } from './decision.ts';
import type { Action, Scenario, Step } from './scenario.ts';

type Values = Record<string, string | undefined>;
type Parameters = Readonly<Record<string, string | null>>;

const form = 'application/x-www-form-urlencoded';
const metadata = { client_name: 'Ticket Helper', redirect_uris: [redirectUri] };
/** The scopes of a valid request. */
const scope = 'tickets:read tickets:write';
const grant = (type: string) => ({ grant_type: type });

/** A valid request of each kind. A parameter without a value, such as a public client's secret, is omitted. */
const validRequests: Partial<Record<Action, Parameters>> = {
  authorize: {
    response_type: 'code',
    client_id: '{client_id}',
    redirect_uri: '{redirect_uri}',
    scope,
    state: 'a state',
    code_challenge: '{challenge}',
    code_challenge_method: 'S256',
  },
  exchange: {
    ...grant('authorization_code'),
    code: '{code}',
    redirect_uri: '{redirect_uri}',
    code_verifier: '{verifier}',
  },
  refresh: { ...grant('refresh_token'), refresh_token: '{refresh_token}' },
  poll: { ...grant('urn:ietf:params:oauth:grant-type:device_code'), device_code: '{device_code}' },
  device: { scope },
  revoke: { token: '{refresh_token}' },
  introspect: { token: '{access_token}' },
};
const paths: Partial<Record<Action, string>> = { exchange: 'token', refresh: 'token', poll: 'token' };
const client: Parameters = { client_id: '{client_id}', client_secret: '{client_secret}' };

/** Runs a scenario at a server. Returns its decision at each step. */
export async function runScenario(server: AuthorizationServer, scenario: Scenario): Promise<string> {
  const values: Values = { issuer, ...(await register(server, scenario.client)) };
  const { verifier, challenge } = pkce();
  Object.assign(values, { verifier, challenge });
  if (JSON.stringify(scenario).includes('{other_')) {
    for (const [name, value] of Object.entries(await register(server, scenario.client)))
      values[`other_${name}`] = value;
  }
  if (JSON.stringify(scenario).includes('{assertion_'))
    Object.assign(values, await assertionsOf(values.client_id ?? ''));
  for (const step of setupSteps(scenario)) {
    const decided = await runStep(server, step, values);
    if (!/^(2|asks|decided|redirects with code)/.test(decided))
      throw new Error(`${scenario.name}: the setup failed: ${step.do} returned ${decided}`);
  }
  const decisions = [];
  for (const step of scenario.steps) decisions.push(await runStep(server, step, values));
  return decisions.filter((decision) => decision !== '').join('; ');
}

function setupSteps({ given, requested = {} }: Scenario): Step[] {
  if (given === undefined) return [];
  if (given === 'device') return [{ do: 'device', with: requested }];
  const code: Step[] = [{ do: 'authorize', with: requested }, { do: 'allow' }];
  return given === 'code' ? code : [...code, { do: 'exchange' }];
}

async function register(server: AuthorizationServer, own: Scenario['client'] = {}): Promise<Values> {
  const body = { ...metadata, token_endpoint_auth_method: 'none', ...own };
  const answer = await send(server, {
    path: 'register',
    type: 'application/json',
    body: JSON.stringify(body),
  });
  if (answer.status !== 201) throw new Error(`no client: ${answer.text}`);
  const { client_id, client_secret, redirect_uris } = answer.body;
  return { client_id, client_secret, redirect_uri: redirect_uris[0] };
}

type Sent = { path: string; type: string; body: string; headers?: Values; method?: Step['method'] };

function send(
  server: AuthorizationServer,
  { path, type, body, headers, method = 'POST' }: Sent,
): Promise<Answer> {
  if (method === 'GET') return server.send({ method, path: `${path}?${body}` });
  return server.send({ method, path, body, headers: { 'content-type': type, ...(headers as object) } });
}

/** Takes one step and stores the returned values. Returns the decision in words. */
async function runStep(server: AuthorizationServer, step: Step, values: Values): Promise<string> {
  switch (step.do) {
    case 'wait':
      vi.setSystemTime(Date.now() + (step.seconds ?? 0) * 1000);
      return '';
    case 'authorize':
      return authorize(server, step, values);
    case 'allow':
    case 'deny':
      return describeAndStoreRedirect(await server.decide(values.consentUrl ?? '', step.do), values);
    case 'allow device':
    case 'deny device': {
      const code = fill(step.with?.user_code ?? '{user_code}', values) ?? '';
      const decided = await server.decideDevice(code, step.do === 'deny device' ? 'deny' : 'allow');
      return decided ? 'decided' : 'no such code';
    }
    case 'register': {
      const body = step.text ?? JSON.stringify(step.metadata ?? { ...metadata, ...step.with });
      const type = 'application/json';
      const { method = 'POST', headers = {} } = step;
      return describeAnswer(await send(server, { path: 'register', type, body, headers, method }), undefined);
    }
    default:
      return sendStep(server, step, values);
  }
}

async function sendStep(server: AuthorizationServer, step: Step, values: Values): Promise<string> {
  const parameters = { ...client, ...validRequests[step.do], ...step.with };
  const headers = Object.fromEntries(
    Object.entries(step.headers ?? {}).map(([name, value]) => [name, header(fill(value, values) ?? '')]),
  );
  const answer = await send(server, {
    path: paths[step.do] ?? step.do,
    type: form,
    body: encode(step, parameters, values),
    headers,
    method: step.method,
  });
  for (const name of ['access_token', 'refresh_token', 'device_code', 'user_code']) {
    if (typeof answer.body?.[name] !== 'string') continue;
    values[`old_${name}`] = values[name];
    values[name] = answer.body[name];
  }
  return describeAnswer(answer, headers.authorization);
}

async function authorize(server: AuthorizationServer, step: Step, values: Values): Promise<string> {
  const parameters: Parameters = { ...validRequests.authorize, ...step.with };
  const query = encode(step, parameters, values);
  const request =
    step.method === 'POST'
      ? { method: step.method, path: 'authorize', body: query, headers: { 'content-type': form } }
      : { method: step.method ?? 'GET', path: query === '' ? 'authorize' : `authorize?${query}` };
  const answer = await server.open(request, step.signedOut !== true);
  const { location } = answer.headers;
  if (location === undefined) return describePage(answer);
  values.state = parameters.state ?? undefined;
  values.redirect = fill(parameters.redirect_uri ?? '', values) || values.redirect_uri;
  if (!server.asks(location)) return describeAndStoreRedirect(location, values);
  values.consentUrl = location;
  return answer.status === 303 ? 'asks' : `asks, ${answer.status}`;
}

function describeAndStoreRedirect(location: string, values: Values): string {
  values.code = new URL(location).searchParams.get('code') ?? undefined;
  return describeRedirect(location, { redirect: values.redirect ?? '', state: values.state ?? null });
}

/** Returns a query or form as text. */
function encode({ text, extra }: Step, parameters: Parameters, values: Values): string {
  if (text !== undefined) return fill(text, values) ?? '';
  const encoded = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    const filled = value === null ? undefined : fill(value, values);
    if (filled !== undefined) encoded.append(name, filled);
  }
  return `${encoded}${extra === undefined ? '' : `&${fill(extra, values)}`}`;
}

/** Fills in the values of a text. Returns undefined if the text is only a value that is not set. */
function fill(text: string, values: Values): string | undefined {
  const only = /^\{(\w+)\}$/.exec(text)?.[1];
  if (only !== undefined) return values[only];
  return text.replaceAll(/\{(\w+)\}/g, (_match, name: string) => values[name] ?? '');
}

/** Encodes `Basic user:password`, with the scheme in any case (RFC 7617 2). Other values stay unchanged. */
function header(value: string): string {
  const [, scheme, credentials] = /^(basic) (.+:.*)$/is.exec(value) ?? [];
  return credentials === undefined ? value : `${scheme} ${Buffer.from(credentials).toString('base64')}`;
}
