import { type Scene, type Step, table } from '../scene.ts';

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
  'again and again': [refresh, refresh, refresh],
  'the new access token': [refresh, introspect],
  'the access token before': [refresh, { do: 'introspect', with: { token: '{old_access_token}' } }],
  'the spent token is inactive': [refresh, { do: 'introspect', with: { token: '{old_refresh_token}' } }],
  'a spent one at once': [refresh, withOld],
  'a spent one after a minute': [refresh, wait(60), withOld],
  'a spent one after a minute: the successor': [refresh, wait(60), withOld, refresh],
  'a spent one after a minute: the access token': [refresh, wait(60), withOld, introspect],
  'a spent one by another client': [
    refresh,
    wait(60),
    { do: 'refresh', with: { refresh_token: '{old_refresh_token}', ...other } },
    introspect,
  ],
  'less, then all again': [{ do: 'refresh', with: { scope: 'tickets:read' } }, refresh],
  'less, then all asked': [
    { do: 'refresh', with: { scope: 'tickets:read' } },
    { do: 'refresh', with: { scope: 'tickets:read tickets:write' } },
  ],
  'good, after another client tried': [{ do: 'refresh', with: other }, refresh],
  'good, after too much was asked': [{ do: 'refresh', with: { scope: 'profile:read' } }, refresh],
  'after 29 days': [wait(29 * day), refresh],
  'after 31 days': [wait(31 * day), refresh],
  'every 20 days': [wait(20 * day), refresh, wait(20 * day), refresh, introspect],
  'the access token after 59 minutes': [wait(59 * 60), introspect],
  'the access token after 61 minutes': [wait(61 * 60), introspect],
};

export const refreshScenes: readonly Scene[] = [
  ...table('refresh', base, {
    'a good refresh': {},
    'of a confidential client': { client: post },
    'of a client that did not register the grant type': { client: { grant_types: ['authorization_code'] } },
    'of a client that did not register the grant type, a wrong token': {
      client: { grant_types: ['authorization_code'] },
      with: { refresh_token: 'nonsense' },
    },
    'by GET': { method: 'GET' },
    'no token': { with: { refresh_token: null } },
    'an empty token': { with: { refresh_token: '' } },
    'a token twice': { extra: 'refresh_token={refresh_token}' },
    'a wrong token': { with: { refresh_token: 'nonsense' } },
    'a token and a letter': { with: { refresh_token: '{refresh_token}x' } },
    'a token in capitals': { with: { refresh_token: 'SPEDY_ORT_X' } },
    'an access token': { with: { refresh_token: '{access_token}' } },
    'a code': { with: { refresh_token: '{code}' } },
    "another client's": { with: other },
    "another client's, both confidential": { client: post, with: other },
    'a verifier beside': { with: { code_verifier: '{verifier}' } },
    'a redirect beside': { with: { redirect_uri: 'https://evil.example/' } },
    'an unknown parameter twice': { extra: 'foo=a&foo=b' },
  }),
  ...table('refresh, scope', base, {
    'the same': { with: { scope: 'tickets:read tickets:write' } },
    less: { with: { scope: 'tickets:read' } },
    more: { with: { scope: 'tickets:read tickets:write profile:read' } },
    another: { with: { scope: 'profile:read' } },
    unknown: { with: { scope: 'everything' } },
    'a known and an unknown': { with: { scope: 'tickets:read everything' } },
    empty: { with: { scope: '' } },
    twice: { extra: 'scope=tickets:read&scope=tickets:read' },
    'a quote': { with: { scope: '"' } },
  }),
  ...table('refresh, resource', base, {
    'the one asked': { asked: mcp, with: mcp },
    'none, where MCP was asked': { asked: mcp },
    'the API, where MCP was asked': { asked: mcp, with: { resource: '{issuer}' } },
    'MCP, where none was asked': { with: mcp },
    foreign: { with: { resource: 'https://elsewhere.example' } },
  }),
  ...Object.entries(flows).map(
    ([name, steps]): Scene => ({ name: `refresh: ${name}`, client: post, given: 'tokens', steps }),
  ),
];
