import { type Scenario, table } from '../scenario.ts';

const post = { token_endpoint_auth_method: 'client_secret_post' };
const other = { client_id: '{other_client_id}', client_secret: '{other_client_secret}' };

export const introspectScenarios: readonly Scenario[] = table(
  'introspect',
  { do: 'introspect', given: 'tokens', client: post },
  {
    'an access token': {},
    'a refresh token': { with: { token: '{refresh_token}' } },
    'with GET': { method: 'GET' },
    'an empty body': { text: '' },
    JSON: { text: '{"token":"x"}', headers: { 'content-type': 'application/json' } },
    'no token': { with: { token: null } },
    'an empty token': { with: { token: '' } },
    'a token twice': { extra: 'token={access_token}' },
    'a wrong token': { with: { token: 'nonsense' } },
    'a token with an extra letter': { with: { token: '{access_token}x' } },
    'a code': { with: { token: '{code}' } },
    'the client secret': { with: { token: '{client_secret}' } },
    'a long token': { with: { token: 'x'.repeat(20_000) } },
    'a correct hint': { with: { token_type_hint: 'access_token' } },
    'a wrong hint': { with: { token_type_hint: 'refresh_token' } },
    'an unknown hint': { with: { token_type_hint: 'nonsense' } },
    'a hint twice': { extra: 'token_type_hint=access_token&token_type_hint=access_token' },
    "another client's access token": { with: other },
    "another client's refresh token": { with: { ...other, token: '{refresh_token}' } },
    'a token with all scopes': { requested: { scope: 'tickets:write profile:read tickets:read' } },
    'a token with one scope': { requested: { scope: 'tickets:read' } },
    'a token for MCP': { requested: { resource: '{issuer}/mcp' } },
    'an unknown Bearer token': {
      with: { client_id: null, client_secret: null },
      headers: { authorization: 'Bearer nonsense' },
    },
  },
);
