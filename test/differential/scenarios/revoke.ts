import { type Scenario, type Step, table } from '../scenario.ts';

const base = { do: 'revoke', given: 'tokens' } as const;
const post = { token_endpoint_auth_method: 'client_secret_post' };
const other = { client_id: '{other_client_id}', client_secret: '{other_client_secret}' };
const revoke: Step = { do: 'revoke' };
const revokeAccess: Step = { do: 'revoke', with: { token: '{access_token}' } };
const introspect: Step = { do: 'introspect' };
const introspectRefresh: Step = { do: 'introspect', with: { token: '{refresh_token}' } };
const refresh: Step = { do: 'refresh' };

const flows: Readonly<Record<string, readonly Step[]>> = {
  'a refresh token: refresh afterwards': [revoke, refresh],
  'a refresh token: its access token': [revoke, introspect],
  'a refresh token, inactive': [revoke, introspectRefresh],
  'a refresh token twice': [revoke, revoke],
  'an access token: introspect afterwards': [revokeAccess, introspect],
  'an access token: its refresh token': [revokeAccess, refresh],
  'an access token twice': [revokeAccess, revokeAccess],
  'a used refresh token': [refresh, { do: 'revoke', with: { token: '{old_refresh_token}' } }, refresh],
  'an old access token: the new one': [
    refresh,
    { do: 'revoke', with: { token: '{old_access_token}' } },
    introspect,
  ],
  "another client's refresh token: refresh afterwards": [{ do: 'revoke', with: other }, refresh],
  "another client's access token: introspect afterwards": [
    { do: 'revoke', with: { ...other, token: '{access_token}' } },
    introspect,
  ],
  'authorize afterwards': [revoke, { do: 'authorize' }],
};

/** Flows of a public client, which cannot authenticate. */
const publicFlows: Readonly<Record<string, readonly Step[]>> = {
  'an access token: its refresh token': [revokeAccess, refresh],
  'a refresh token: refresh afterwards': [revoke, refresh],
  'an access token twice': [revokeAccess, revokeAccess],
};

export const revokeScenarios: readonly Scenario[] = [
  ...table('revoke', base, {
    'a refresh token': {},
    'an access token': { with: { token: '{access_token}' } },
    'with GET': { method: 'GET' },
    'an empty body': { text: '' },
    JSON: { text: '{"token":"x"}', headers: { 'content-type': 'application/json' } },
    'no token': { with: { token: null } },
    'an empty token': { with: { token: '' } },
    'a token twice': { extra: 'token=x' },
    'a wrong token': { with: { token: 'nonsense' } },
    'a long token': { with: { token: 'x'.repeat(20_000) } },
    'a code': { with: { token: '{code}' } },
    'a token with a NUL': { with: { token: '{refresh_token}\0' } },
    'a correct hint': { with: { token_type_hint: 'refresh_token' } },
    'a wrong hint': { with: { token_type_hint: 'access_token' } },
    'an unknown hint': { with: { token_type_hint: 'nonsense' } },
    'a hint twice': { extra: 'token_type_hint=access_token&token_type_hint=access_token' },
    'an unknown parameter': { extra: 'foo=bar' },
    "another public client's token": { with: other },
    "another confidential client's token": { client: post, with: other },
  }),
  ...Object.entries(flows).map(
    ([name, steps]): Scenario => ({ name: `revoke: ${name}`, client: post, given: 'tokens', steps }),
  ),
  ...Object.entries(publicFlows).map(
    ([name, steps]): Scenario => ({ name: `revoke, public client: ${name}`, given: 'tokens', steps }),
  ),
];
