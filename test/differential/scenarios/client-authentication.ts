import { type Action, type Scenario, type Step, table } from '../scenario.ts';

const post = { token_endpoint_auth_method: 'client_secret_post' };
const basic = { token_endpoint_auth_method: 'client_secret_basic' };
const inHeader = { client_id: null, client_secret: null };
const validHeader = 'Basic {client_id}:{client_secret}';

type Rows = Readonly<Record<string, Omit<Step, 'do'> & Pick<Scenario, 'client'>>>;

/** Ways to authenticate, for every endpoint where clients authenticate. */
const variants: Rows = {
  'a public client': {},
  'a secret in the body': { client: post },
  'a secret in the header': { client: basic, with: inHeader, headers: { authorization: validHeader } },
  'a secret in the header, registered for the body': {
    client: post,
    with: inHeader,
    headers: { authorization: validHeader },
  },
  'a secret in the body, registered for the header': { client: basic },
  'the scheme in uppercase': {
    client: basic,
    with: inHeader,
    headers: { authorization: 'BASIC {client_id}:{client_secret}' },
  },
  'no client': { with: { client_id: null } },
  'an unknown client': { with: { client_id: 'cli_unknown' } },
  'an unknown client in the header': {
    with: inHeader,
    headers: { authorization: 'Basic cli_unknown:secret' },
  },
  'an empty client id': { with: { client_id: '' } },
  'a client id twice': { extra: 'client_id={client_id}' },
  'a secret twice': { client: post, extra: 'client_secret={client_secret}' },
  'a confidential client without a secret': { client: post, with: { client_secret: null } },
  'a confidential client with an empty secret': { client: post, with: { client_secret: '' } },
  'a wrong secret': { client: post, with: { client_secret: 'wrong' } },
  "another client's secret": { client: post, with: { client_secret: '{other_client_secret}' } },
  'a wrong secret in the header': {
    client: basic,
    with: inHeader,
    headers: { authorization: 'Basic {client_id}:wrong' },
  },
  'an empty secret in the header': {
    client: basic,
    with: inHeader,
    headers: { authorization: 'Basic {client_id}:' },
  },
  'a public client with a secret': { with: { client_secret: 'anything' } },
  'a public client in the header': { with: inHeader, headers: { authorization: 'Basic {client_id}:' } },
  'only a secret': { client: post, with: { client_id: null } },
  'a secret in the body and in the header': { client: post, headers: { authorization: validHeader } },
  'the header, and the same client in the body': {
    client: basic,
    with: { client_secret: null },
    headers: { authorization: validHeader },
  },
  'the header, and another client in the body': {
    client: basic,
    with: { client_id: '{other_client_id}', client_secret: null },
    headers: { authorization: validHeader },
  },
  'a header without a colon': {
    client: basic,
    with: inHeader,
    headers: { authorization: 'Basic bm9jb2xvbg==' },
  },
  'a header that is not base64': { client: basic, with: inHeader, headers: { authorization: 'Basic !!!' } },
  'an empty header': { client: basic, with: inHeader, headers: { authorization: 'Basic' } },
  Bearer: { client: post, with: inHeader, headers: { authorization: 'Bearer {client_secret}' } },
  'an invalid encoding in the header': {
    client: basic,
    with: inHeader,
    headers: { authorization: 'Basic %zz:{client_secret}' },
  },
};

const at = (endpoint: string, action: Action, given: NonNullable<Scenario['given']>, rows: Rows) =>
  table(`client, ${endpoint}`, { do: action, given }, rows);
const pick = (names: readonly string[]): Rows =>
  Object.fromEntries(names.map((name) => [name, variants[name] ?? {}]));

const mainVariants = [
  'a public client',
  'a secret in the body',
  'a secret in the header',
  'no client',
  'an unknown client',
  'a client id twice',
  'a confidential client without a secret',
  'a wrong secret',
  'a wrong secret in the header',
  'a secret in the body and in the header',
];

export const clientScenarios: readonly Scenario[] = [
  ...at('code', 'exchange', 'code', variants),
  ...at('refresh', 'refresh', 'tokens', pick(mainVariants)),
  ...at('revoke', 'revoke', 'tokens', pick(mainVariants)),
  ...at('introspect', 'introspect', 'tokens', pick(mainVariants)),
];
