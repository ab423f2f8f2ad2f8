import { type Action, type Scene, type Step, table } from '../scene.ts';

const post = { token_endpoint_auth_method: 'client_secret_post' };
const basic = { token_endpoint_auth_method: 'client_secret_basic' };
const inHeader = { client_id: null, client_secret: null };
const good = 'Basic {client_id}:{client_secret}';

type Rows = Readonly<Record<string, Omit<Step, 'do'> & Pick<Scene, 'client'>>>;

/** Ways to say who one is, at every endpoint where a client does. */
const ways: Rows = {
  'a public client': {},
  'a secret in the body': { client: post },
  'a secret in the header': { client: basic, with: inHeader, headers: { authorization: good } },
  'a secret in the header, registered for the body': {
    client: post,
    with: inHeader,
    headers: { authorization: good },
  },
  'a secret in the body, registered for the header': { client: basic },
  'the scheme in capitals': {
    client: basic,
    with: inHeader,
    headers: { authorization: 'BASIC {client_id}:{client_secret}' },
  },
  nobody: { with: { client_id: null } },
  'an unknown client': { with: { client_id: 'cli_unknown' } },
  'an unknown client, in the header': {
    with: inHeader,
    headers: { authorization: 'Basic cli_unknown:secret' },
  },
  'an empty client': { with: { client_id: '' } },
  'a client twice': { extra: 'client_id={client_id}' },
  'a secret twice': { client: post, extra: 'client_secret={client_secret}' },
  'no secret of a confidential client': { client: post, with: { client_secret: null } },
  'an empty secret of a confidential client': { client: post, with: { client_secret: '' } },
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
  'a secret of a public client': { with: { client_secret: 'anything' } },
  'a public client in the header': { with: inHeader, headers: { authorization: 'Basic {client_id}:' } },
  'a secret alone': { client: post, with: { client_id: null } },
  'both ways': { client: post, headers: { authorization: good } },
  'the header, and the same client in the body': {
    client: basic,
    with: { client_secret: null },
    headers: { authorization: good },
  },
  'the header, and another client in the body': {
    client: basic,
    with: { client_id: '{other_client_id}', client_secret: null },
    headers: { authorization: good },
  },
  'a header without a colon': {
    client: basic,
    with: inHeader,
    headers: { authorization: 'Basic bm9jb2xvbg==' },
  },
  'a header that is no base64': { client: basic, with: inHeader, headers: { authorization: 'Basic !!!' } },
  'an empty header': { client: basic, with: inHeader, headers: { authorization: 'Basic' } },
  Bearer: { client: post, with: inHeader, headers: { authorization: 'Bearer {client_secret}' } },
  'a broken encoding in the header': {
    client: basic,
    with: inHeader,
    headers: { authorization: 'Basic %zz:{client_secret}' },
  },
};

const at = (endpoint: string, action: Action, given: NonNullable<Scene['given']>, rows: Rows) =>
  table(`client, ${endpoint}`, { do: action, given }, rows);
const some = (names: readonly string[]): Rows =>
  Object.fromEntries(names.map((name) => [name, ways[name] ?? {}]));

const few = [
  'a public client',
  'a secret in the body',
  'a secret in the header',
  'nobody',
  'an unknown client',
  'a client twice',
  'no secret of a confidential client',
  'a wrong secret',
  'a wrong secret in the header',
  'both ways',
];

export const clientScenes: readonly Scene[] = [
  ...at('code', 'exchange', 'code', ways),
  ...at('refresh', 'refresh', 'tokens', some(few)),
  ...at('revoke', 'revoke', 'tokens', some(few)),
  ...at('introspect', 'introspect', 'tokens', some(few)),
];
