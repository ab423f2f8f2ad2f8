import { describe, expect, it } from 'vitest';
import { deviceCode } from '../../token/grant-types/device-code.ts';
import { grantTypes } from '../../token/grant-types/list.ts';
import { verifiedHost } from '../client.ts';
import { documentUrl, isDocumentClientId, parseDocument } from './metadata-document.ts';

const clientId = 'https://claude.ai/oauth/claude-code-client-metadata';
const document = {
  client_id: clientId,
  client_name: 'Claude Code',
  client_uri: 'https://claude.ai',
  redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
};
const withKeys = {
  token_endpoint_auth_method: 'private_key_jwt',
  jwks_uri: 'https://claude.ai/oauth/jwks.json',
};
const parsed = (change: object) =>
  parseDocument(clientId, JSON.stringify({ ...document, ...change }), grantTypes);
const grantTypesOf = (change: object) => [...parsed(change).grantTypes];

describe('documentUrl', () => {
  it.each([
    clientId,
    'https://vscode.dev/oauth/client-metadata.json',
    'https://app.example.com:8443/client.json?version=2',
    'https://xn--bcher-kva.example/client',
    `https://app.example.com/${'a'.repeat(1_976)}`,
  ])('accepts %s', (text) => {
    expect(isDocumentClientId(text)).toBe(true);
    expect(documentUrl(text, false).href).toBe(text);
  });

  it.each([
    ['http://app.example.com/client.json', 'https'],
    ['http://localhost/client.json', 'https'],
    ['https://app.example.com', 'path'],
    ['https://app.example.com/', 'path'],
    ['https://app.example.com/?client=1', 'path'],
    ['https://app.example.com/client.json#', 'fragment'],
    ['https://app.example.com/client.json#part', 'fragment'],
    ['https://me@app.example.com/client.json', 'user name'],
    ['https://:word@app.example.com/client.json', 'user name'],
    ['https://@app.example.com/client.json', 'normal form'],
    ['https://app.example.com/a/../client.json', 'normal form'],
    ['https://app.example.com/./client.json', 'normal form'],
    ['https://app.example.com/a/%2e%2E/client.json', 'normal form'],
    ['https://app.example.com:443/client.json', 'normal form'],
    ['https://APP.example.com/client.json', 'normal form'],
    ['HTTPS://app.example.com/client.json', 'normal form'],
    ['https:\\\\app.example.com\\client.json', 'normal form'],
    ['https://app.example.com/cli\nent.json', 'normal form'],
    ['https://app.example.com/a b', 'normal form'],
    ['https://127.0.0.1/client.json', 'IP address'],
    ['https://2130706433/client.json', 'IP address'],
    ['https://0x7f.1/client.json', 'IP address'],
    ['https://8.8.8.8/client.json', 'IP address'],
    ['https://[::1]/client.json', 'IP address'],
    ['https://[::ffff:127.0.0.1]/client.json', 'IP address'],
    [`https://app.example.com/${'a'.repeat(1_977)}`, '2000'],
    ['https://', '2000'],
  ])('rejects %s', (text, reason) => {
    expect(() => documentUrl(text, false)).toThrow(reason);
  });

  it('accepts http on loopback, in development only', () => {
    for (const host of ['localhost:4000', '127.0.0.1:4000', '[::1]:4000'])
      expect(documentUrl(`http://${host}/client.json`, true).host).toBe(host);
    for (const other of ['app.example.com', '10.0.0.1', '127.0.0.2', '169.254.169.254'])
      expect(() => documentUrl(`http://${other}/client.json`, true), other).toThrow('https');
    expect(() => documentUrl('https://127.0.0.1/client.json', true)).toThrow('IP address');
  });

  it('recognizes a URL by its scheme', () => {
    for (const other of ['cli_AAAA', 'client', '', 'javascript:alert(1)', 'urn:x', 'httpsx://a/b'])
      expect(isDocumentClientId(other)).toBe(false);
  });
});

describe('metadata document', () => {
  it('describes a public client', () => {
    expect(parsed({ logo_uri: 'https://claude.ai/logo.png', unheard_of: 1 })).toEqual({
      clientId,
      kind: 'metadata_document',
      name: 'Claude Code',
      uri: 'https://claude.ai',
      logoUri: 'https://claude.ai/logo.png',
      redirectUris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
      authMethod: 'none',
      grantTypes: new Set(['authorization_code', 'refresh_token']),
      secretHash: null,
    });
    expect(grantTypesOf({ grant_types: undefined })).toEqual(['authorization_code', 'refresh_token']);
    expect(grantTypesOf({ grant_types: ['refresh_token', 'implicit', deviceCode.name] })).toEqual([
      'refresh_token',
      deviceCode.name,
    ]);
    expect(grantTypesOf({ grant_types: ['authorization_code'] })).toEqual(['authorization_code']);
    expect(parsed({ token_endpoint_auth_method: undefined }).authMethod).toBe('none');
    expect(parsed({ redirect_uris: ['com.example.app:/cb'] }).redirectUris).toHaveLength(1);
  });

  it.each([
    [{ client_id: 'https://claude.ai/oauth/other' }, 'is not the URL'],
    [{ client_id: `${clientId}/` }, 'is not the URL'],
    [{ client_id: clientId.toUpperCase() }, 'is not the URL'],
    [{ client_id: undefined }, 'is not the URL'],
    [{ client_id: [clientId] }, 'client_id: must be a string'],
    [{ client_name: undefined }, 'no client_name'],
    [{ client_name: null }, 'no client_name'],
    [{ client_name: '' }, 'client_name'],
    [{ client_name: 'x'.repeat(101) }, '100'],
    [{ client_name: 'a\u0007b' }, 'control characters'],
    [{ redirect_uris: undefined }, 'no redirect_uris'],
    [{ redirect_uris: [] }, 'no redirect_uris'],
    [{ redirect_uris: 'https://claude.ai/cb' }, 'array'],
    [{ redirect_uris: ['http://claude.ai/cb'] }, 'must use https'],
    [{ redirect_uris: Array.from({ length: 11 }, (_, n) => `https://claude.ai/${n}`) }, 'at most 10'],
    [{ token_endpoint_auth_method: 'client_secret_post' }, 'cannot have a secret'],
    [{ token_endpoint_auth_method: 'client_secret_basic' }, 'cannot have a secret'],
    [{ token_endpoint_auth_method: 'client_secret_jwt' }, 'cannot have a secret'],
    [{ token_endpoint_auth_method: 'private_key_jwt' }, 'either jwks or jwks_uri'],
    [{ ...withKeys, jwks: { keys: [] } }, 'either jwks or jwks_uri'],
    [{ ...withKeys, jwks_uri: 'http://claude.ai/keys' }, 'jwks_uri: must be an https URL'],
    [{ ...withKeys, jwks_uri: 'https://10.0.0.1/keys' }, 'jwks_uri: must have a host'],
    [{ ...withKeys, jwks_uri: ['https://claude.ai/keys'] }, 'jwks_uri: must be a string'],
    [{ ...withKeys, token_endpoint_auth_signing_alg: 'HS256' }, 'token_endpoint_auth_signing_alg'],
    [{ ...withKeys, token_endpoint_auth_signing_alg: 'none' }, 'token_endpoint_auth_signing_alg'],
    [{ ...withKeys, redirect_uris: ['com.example.app:/cb'] }, 'public clients'],
    [
      {
        token_endpoint_auth_method: 'client_secret_post',
        token_endpoint_auth_methods_supported: ['tls_client_auth'],
      },
      'cannot have a secret',
    ],
    [{ token_endpoint_auth_methods_supported: 'none' }, 'must be an array'],
    [{ token_endpoint_auth_method: ['none'] }, 'must be a string'],
    [{ client_secret: 'hush' }, 'client_secret'],
    [{ grant_types: ['client_credentials'] }, 'grant_types: must include authorization_code'],
    [{ response_types: ['token'] }, 'response_types: must include code'],
    [{ client_uri: 'javascript:alert(1)' }, 'client_uri'],
    [{ logo_uri: 'data:image/png;base64,AAAA' }, 'logo_uri'],
  ])('is rejected with a reason: %j', (change, reason) => {
    expect(() => parsed(change)).toThrow(reason);
    expect(() => parsed(change)).toThrow(/^The app's metadata document could not be read: .*[^.]\.$/);
  });

  it.each(['', '<html>', '{"client_id":', '[]', 'null', '"text"', '7'])('is rejected if it is %j', (text) => {
    expect(() => parseDocument(clientId, text, grantTypes)).toThrow("The app's metadata document");
  });

  const chatgpt = {
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
    token_endpoint_auth_signing_alg: 'RS256',
    jwks_uri: 'https://claude.ai/oauth/jwks.json',
  };
  const keys = { jwksUri: chatgpt.jwks_uri, alg: 'RS256' };
  it.each([
    ['only keys', withKeys, { authMethod: 'private_key_jwt', keys: { jwksUri: withKeys.jwks_uri } }],
    ['several methods', chatgpt, { authMethod: 'private_key_jwt', keys, alsoPublic: true }],
    [
      'only a list',
      {
        ...chatgpt,
        token_endpoint_auth_method: undefined,
        token_endpoint_auth_methods_supported: ['private_key_jwt'],
      },
      { authMethod: 'private_key_jwt', keys },
    ],
    [
      'a list with one supported method',
      { token_endpoint_auth_methods_supported: ['none', 'x'] },
      { authMethod: 'none' },
    ],
    [
      'a secret, falling back to none',
      { token_endpoint_auth_method: 'client_secret_basic', token_endpoint_auth_methods_supported: ['none'] },
      { authMethod: 'none' },
    ],
    ['unusable keys, falling back to none', { ...chatgpt, jwks_uri: 'http://x/y' }, { authMethod: 'none' }],
    ['no keys, falling back to none', { ...chatgpt, jwks_uri: undefined }, { authMethod: 'none' }],
  ])('determines the authentication method: %s', (_what, change, expected) => {
    const { authMethod, keys: parsedKeys, alsoPublic } = parsed(change);
    expect({ authMethod, keys: parsedKeys, alsoPublic }).toEqual({
      keys: undefined,
      alsoPublic: undefined,
      ...expected,
    });
  });

  it('has a verified host, unlike a registration', () => {
    expect(verifiedHost({ kind: 'metadata_document', clientId })).toBe('claude.ai');
    expect(verifiedHost({ kind: 'registered', clientId: 'cli_AAAA' })).toBeNull();
  });
});
