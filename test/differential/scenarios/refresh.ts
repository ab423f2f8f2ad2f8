import { type Scenario, type Step, table } from '../scenario.ts';

const base = { do: 'refresh', given: 'tokens' } as const;
const post = { token_endpoint_auth_method: 'client_secret_post' };
const mcp = { resource: '{issuer}/mcp' };
const refresh: Step = { do: 'refresh' };
const introspect: Step = { do: 'introspect' };
const withOld: Step = { do: 'refresh', with: { refresh_token: '{old_refresh_token}' } };
const wait = (seconds: number): Step => ({ do: 'wait', seconds });
const day = 86_400;
const other = { client_id: '{other_client_id}', client_secret: '{other_client_secret}' };

const flows: Readonly<Record<string, readonly Step[]>> = {
  'three times': [refresh, refresh, refresh],
  'the new access token': [refresh, introspect],
  'the previous access token': [refresh, { do: 'introspect', with: { token: '{old_access_token}' } }],
  'the used token introspected': [refresh, { do: 'introspect', with: { token: '{old_refresh_token}' } }],
  'a used token immediately': [refresh, withOld],
  'a used token after a minute': [refresh, wait(60), withOld],
  'a used token after a minute: the successor': [refresh, wait(60), withOld, refresh],
  'a used token after a minute: the access token': [refresh, wait(60), withOld, introspect],
  'a used token by another client': [
    refresh,
    wait(60),
    { do: 'refresh', with: { refresh_token: '{old_refresh_token}', ...other } },
    introspect,
  ],
  'fewer scopes, then no scope parameter': [{ do: 'refresh', with: { scope: 'tickets:read' } }, refresh],
  'fewer scopes, then all scopes': [
    { do: 'refresh', with: { scope: 'tickets:read' } },
    { do: 'refresh', with: { scope: 'tickets:read tickets:write' } },
  ],
  'valid, after an attempt of another client': [{ do: 'refresh', with: other }, refresh],
  'valid, after too many scopes': [{ do: 'refresh', with: { scope: 'profile:read' } }, refresh],
  'after 29 days': [wait(29 * day), refresh],
  'after 31 days': [wait(31 * day), refresh],
  'every 20 days': [wait(20 * day), refresh, wait(20 * day), refresh, introspect],
  'the access token after 59 minutes': [wait(59 * 60), introspect],
  'the access token after 61 minutes': [wait(61 * 60), introspect],
};

export const refreshScenarios: readonly Scenario[] = [
  ...table('refresh', base, {
    'a valid refresh': {},
    'a confidential client': { client: post },
    'a client without the grant type': { client: { grant_types: ['authorization_code'] } },
    'a client without the grant type, a wrong token': {
      client: { grant_types: ['authorization_code'] },
      with: { refresh_token: 'nonsense' },
    },
    'with GET': { method: 'GET' },
    'no token': { with: { refresh_token: null } },
    'an empty token': { with: { refresh_token: '' } },
    'a token twice': { extra: 'refresh_token={refresh_token}' },
    'a wrong token': { with: { refresh_token: 'nonsense' } },
    'a token with an extra letter': { with: { refresh_token: '{refresh_token}x' } },
    'a token in uppercase': { with: { refresh_token: 'SPEDY_ORT_X' } },
    'an access token': { with: { refresh_token: '{access_token}' } },
    'a code': { with: { refresh_token: '{code}' } },
    "another client's token": { with: other },
    "another client's token, both confidential": { client: post, with: other },
    'with a verifier': { with: { code_verifier: '{verifier}' } },
    'with a redirect': { with: { redirect_uri: 'https://evil.example/' } },
    'an unknown parameter twice': { extra: 'foo=a&foo=b' },
  }),
  ...table('refresh, scope', base, {
    'the same': { with: { scope: 'tickets:read tickets:write' } },
    fewer: { with: { scope: 'tickets:read' } },
    more: { with: { scope: 'tickets:read tickets:write profile:read' } },
    another: { with: { scope: 'profile:read' } },
    unknown: { with: { scope: 'everything' } },
    'a known and an unknown one': { with: { scope: 'tickets:read everything' } },
    empty: { with: { scope: '' } },
    twice: { extra: 'scope=tickets:read&scope=tickets:read' },
    'a quote': { with: { scope: '"' } },
  }),
  ...table('refresh, resource', base, {
    'the requested one': { requested: mcp, with: mcp },
    'none, MCP requested': { requested: mcp },
    'the API, MCP requested': { requested: mcp, with: { resource: '{issuer}' } },
    'MCP, none requested': { with: mcp },
    'of another server': { with: { resource: 'https://elsewhere.example' } },
  }),
  ...Object.entries(flows).map(
    ([name, steps]): Scenario => ({ name: `refresh: ${name}`, client: post, given: 'tokens', steps }),
  ),
];
