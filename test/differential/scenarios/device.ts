import { type Action, type Scenario, type Step, table } from '../scenario.ts';

const device = {
  grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
};
const confidential = { ...device, token_endpoint_auth_method: 'client_secret_post' };
const other = { client_id: '{other_client_id}', client_secret: '{other_client_secret}' };
const poll: Step = { do: 'poll' };
const allow: Step = { do: 'allow device' };
const deny: Step = { do: 'deny device' };
const typed = (code: string): Step => ({ do: 'allow device', with: { user_code: code } });
const wait = (seconds: number): Step => ({ do: 'wait', seconds });
const introspect: Step = { do: 'introspect' };

const flows: Readonly<Record<string, readonly Step[]>> = {
  'not decided yet': [poll],
  'polled at the interval': [poll, wait(5), poll, wait(5), poll],
  'polled too often': [poll, poll],
  allowed: [allow, poll],
  'allowed: its access token': [allow, poll, introspect],
  'allowed: refreshed': [allow, poll, { do: 'refresh' }],
  'allowed after a poll': [poll, allow, wait(5), poll],
  denied: [deny, poll],
  'denied, polled again': [deny, poll, wait(5), poll],
  'used twice': [allow, poll, wait(5), poll],
  'used twice: its access token': [allow, poll, wait(5), poll, introspect],
  expired: [wait(601), poll],
  'allowed, then expired': [allow, wait(601), poll],
  'entered after it expired': [wait(601), allow],
  'decided twice': [allow, allow],
  'denied, then allowed': [deny, allow],
  'entered in lowercase without a dash': [typed('{user_code}'), poll],
  'a wrong code entered': [typed('BBBB-BBBB')],
  'a code with invalid letters entered': [typed('AAAA-0000')],
  'polled by another client': [allow, { do: 'poll', with: other }],
  'polled by another client, then by its own': [allow, { do: 'poll', with: other }, poll],
  'with a scope': [allow, { do: 'poll', with: { scope: 'tickets:read' } }],
  revoked: [allow, poll, { do: 'revoke' }, { do: 'refresh' }],
};

const ask = (endpoint: string, action: Action, given?: Scenario['given']) =>
  [`device, ${endpoint}`, { do: action, client: device, ...(given && { given }) }] as const;

export const deviceScenarios: readonly Scenario[] = [
  ...table(...ask('authorization', 'device'), {
    'a valid request': {},
    'a confidential client': { client: confidential },
    'a secret in the header': {
      client: confidential,
      with: { client_id: null, client_secret: null },
      headers: { authorization: 'Basic {client_id}:{client_secret}' },
    },
    'a wrong secret': { client: confidential, with: { client_secret: 'wrong' } },
    'no secret': { client: confidential, with: { client_secret: null } },
    'with GET': { method: 'GET' },
    'an empty body': { text: '' },
    JSON: { text: '{"client_id":"x"}', headers: { 'content-type': 'application/json' } },
    'no client': { with: { client_id: null } },
    'an unknown client': { with: { client_id: 'cli_unknown' } },
    'a client id twice': { extra: 'client_id={client_id}' },
    'no scope': { with: { scope: null } },
    'an empty scope': { with: { scope: '' } },
    'a scope twice': { extra: 'scope=x' },
    'an unknown scope': { with: { scope: 'everything' } },
    'a quote as the scope': { with: { scope: '"' } },
    MCP: { with: { resource: '{issuer}/mcp' } },
    'a resource of another server': { with: { resource: 'https://elsewhere.example' } },
    'an unknown parameter': { extra: 'foo=bar' },
    'an unknown parameter twice': { extra: 'foo=a&foo=b' },
    'a client without the device grant type': { client: { grant_types: ['authorization_code'] } },
  }),
  ...table(...ask('poll', 'poll', 'device'), {
    'no code': { with: { device_code: null } },
    'an empty code': { with: { device_code: '' } },
    'a code twice': { extra: 'device_code=x' },
    'a wrong code': { with: { device_code: 'nonsense' } },
    'the user code': { with: { device_code: '{user_code}' } },
    'the short name of the grant type': { with: { grant_type: 'device_code' } },
    'no client': { with: { client_id: null } },
    'another client': { with: other },
  }),
  ...Object.entries(flows).map(
    ([name, steps]): Scenario => ({ name: `device: ${name}`, client: confidential, given: 'device', steps }),
  ),
];
