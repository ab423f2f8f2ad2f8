import { newToken } from '../../../src/credentials/token-format.ts';
import { redirectUri } from '../authorization-server.ts';
import { type Scenario, type Step, table } from '../scenario.ts';

const exchange = { do: 'exchange' } as const;
const base = { do: 'exchange', given: 'code' } as const;
const two = { redirect_uris: [redirectUri, 'https://app.example.com/second'] };
const post = { token_endpoint_auth_method: 'client_secret_post' };
const mcp = { resource: '{issuer}/mcp' };
const other: Pick<Step, 'with'> = {
  with: { client_id: '{other_client_id}', client_secret: '{other_client_secret}' },
};

export const codeScenarios: readonly Scenario[] = [
  ...table('code', base, {
    'a valid exchange': {},
    'with GET': { method: 'GET' },
    'with PUT': { method: 'PUT' },
    'an empty body': { text: '' },
    JSON: {
      text: '{"grant_type":"authorization_code"}',
      headers: { 'content-type': 'application/json' },
    },
    'plain text': { headers: { 'content-type': 'text/plain' } },
    'a charset': { headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' } },
    'an unknown parameter': { extra: 'foo=bar' },
    'an unknown parameter twice': { extra: 'foo=a&foo=b' },
    "another grant type's parameter twice": { extra: 'device_code=a&device_code=b' },
    'no grant type': { with: { grant_type: null } },
    'an empty grant type': { with: { grant_type: '' } },
    'a grant type twice': { extra: 'grant_type=authorization_code' },
    'an unknown grant type': { with: { grant_type: 'nonsense' } },
    password: { with: { grant_type: 'password', username: 'tim@acme.test', password: 'x' } },
    implicit: { with: { grant_type: 'implicit' } },
    client_credentials: { client: post, with: { grant_type: 'client_credentials' } },
    'a grant type in uppercase': { with: { grant_type: 'AUTHORIZATION_CODE' } },
    'an unknown grant type, an unknown client': { with: { grant_type: 'x', client_id: 'cli_unknown' } },
    'no grant type, an unknown client': { with: { grant_type: null, client_id: 'cli_unknown' } },
    'no code': { with: { code: null } },
    'no code, an unknown client': { with: { code: null, client_id: 'cli_unknown' } },
    'an empty code': { with: { code: '' } },
    'a code twice': { extra: 'code={code}' },
    'a wrong code': { with: { code: 'nonsense' } },
    'a code with an extra letter': { with: { code: '{code}x' } },
    'a code that was never issued': { with: { code: newToken('code') } },
    'a code with a NUL': { with: { code: '{code}\0' } },
    'a long code': { with: { code: 'x'.repeat(20_000) } },
    'a huge body': { with: { code: 'x'.repeat(70_000) } },
    'no verifier': { with: { code_verifier: null } },
    'an empty verifier': { with: { code_verifier: '' } },
    'a verifier twice': { extra: 'code_verifier={verifier}' },
    'a wrong verifier': { with: { code_verifier: 'x'.repeat(43) } },
    'the challenge as the verifier': { with: { code_verifier: '{challenge}' } },
    'a verifier of 42 characters': { with: { code_verifier: 'x'.repeat(42) } },
    'a verifier of 129 characters': { with: { code_verifier: 'x'.repeat(129) } },
    'a verifier with an invalid character': { with: { code_verifier: `${'x'.repeat(43)}!` } },
    'a space in the verifier': { with: { code_verifier: '{verifier} ' } },
    'no redirect': { with: { redirect_uri: null } },
    'no redirect, two registered': { client: two, with: { redirect_uri: null } },
    'no redirect, none requested': { requested: { redirect_uri: null }, with: { redirect_uri: null } },
    'a redirect, none requested': { requested: { redirect_uri: null } },
    'an empty redirect': { with: { redirect_uri: '' } },
    'a redirect twice': { extra: `redirect_uri=${encodeURIComponent(redirectUri)}` },
    'another redirect of the client': {
      client: two,
      with: { redirect_uri: 'https://app.example.com/second' },
    },
    'an unregistered redirect': { with: { redirect_uri: 'https://evil.example/' } },
    'a redirect with a trailing slash': { with: { redirect_uri: `${redirectUri}/` } },
    "another client's code": other,
    "another client's code, both confidential": { client: post, ...other },
    'a scope': { with: { scope: 'tickets:read' } },
    'a state': { with: { state: 'a state' } },
  }),
  ...table('code, resource', base, {
    'the requested one': { requested: mcp, with: mcp },
    'none, MCP requested': { requested: mcp },
    'the API, none requested': { with: { resource: '{issuer}' } },
    'MCP, none requested': { with: mcp },
    'the API, MCP requested': { requested: mcp, with: { resource: '{issuer}' } },
    'of another server': { with: { resource: 'https://elsewhere.example' } },
    empty: { with: { resource: '' } },
    'not a URL': { with: { resource: 'nonsense' } },
    two: { extra: 'resource={issuer}&resource={issuer}/mcp' },
  }),
  ...(
    [
      ['used twice', [exchange, exchange]],
      ['used twice: its access token', [exchange, exchange, { do: 'introspect' }]],
      ['used twice: its refresh token', [exchange, exchange, { do: 'refresh' }]],
      ['valid, after a wrong verifier', [{ ...exchange, with: { code_verifier: 'x'.repeat(43) } }, exchange]],
      [
        'valid, after a wrong redirect',
        [{ ...exchange, with: { redirect_uri: 'https://x.example' } }, exchange],
      ],
      ['valid, after an attempt of another client', [{ ...exchange, ...other }, exchange]],
      ['valid, after no verifier', [{ ...exchange, with: { code_verifier: null } }, exchange]],
      ['used, then by another client', [exchange, { ...exchange, ...other }, { do: 'introspect' }]],
      ['after 59 seconds', [{ do: 'wait', seconds: 59 }, exchange]],
      ['after 61 seconds', [{ do: 'wait', seconds: 61 }, exchange]],
      [
        'used twice, the second time expired',
        [exchange, { do: 'wait', seconds: 61 }, exchange, { do: 'introspect' }],
      ],
    ] as const
  ).map(([name, steps]): Scenario => ({ name: `code: ${name}`, client: post, given: 'code', steps })),
];
