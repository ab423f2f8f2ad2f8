import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyRing } from '../../../credentials/keys/key-ring.ts';
import { SecretKey } from '../../../credentials/keys/secret-key.ts';
import { deviceCode } from '../../token/grant-types/device-code.ts';
import { grantTypes } from '../../token/grant-types/list.ts';
import { authMethods, type ClientKeys } from '../client.ts';
import { namesOf } from '../grant-types.ts';
import {
  isRegisteredClientId,
  maxClientIdLength,
  openClientId as openWith,
  type Registration,
  sealClientId,
} from './client-id.ts';

const key = new SecretKey(SecretKey.generate());
const ringOf = (...keys: readonly SecretKey[]) => {
  const ring = new KeyRing();
  ring.replace(keys);
  return ring;
};
const keys = ringOf(key);
const cursor: Registration = {
  name: 'Cursor',
  uri: null,
  logoUri: null,
  redirectUris: [
    'cursor://anysphere.cursor-mcp/oauth/callback',
    'https://www.cursor.com/agents/mcp/oauth/callback',
    'http://localhost:8787/callback',
  ],
  authMethod: 'none',
  grantTypes: new Set(['authorization_code', 'refresh_token']),
  secretHash: null,
  issuedAt: Date.parse('2026-06-01T12:00:00Z'),
};

const someKeys: readonly ClientKeys[] = [
  { jwksUri: 'https://app.example.com/keys.json' },
  { jwks: [{ kty: 'EC', crv: 'P-256', x: 'a', y: 'b', kid: '1' }], alg: 'ES256' },
];
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 });
const anyRegistration: fc.Arbitrary<Registration> = fc
  .record({
    name: text,
    uri: fc.option(fc.webUrl()),
    logoUri: fc.option(fc.webUrl()),
    redirectUris: fc.array(fc.webUrl(), { maxLength: 10 }),
    authMethod: fc.constantFrom(...authMethods),
    grantTypes: fc.subarray([...namesOf(grantTypes)]).map((names) => new Set(names)),
    keys: fc.constantFrom(...someKeys),
    secret: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    issuedAt: fc.nat({ max: Date.parse('9999-01-01') }),
  })
  .map(({ secret, keys, ...rest }) => ({
    ...rest,
    secretHash: rest.authMethod.startsWith('client_secret') ? Buffer.from(secret) : null,
    ...(rest.authMethod === 'private_key_jwt' ? { keys } : {}),
  }));

const openClientId = (ring: KeyRing, organizationId: string, clientId: string) =>
  openWith(ring, organizationId, clientId, grantTypes);

/** Builds the client ID of a public client by hand. */
function sealed(version: number, method: number, packed: Uint8Array): string {
  const head = Buffer.from([version, method, 0, 0, 0, 0, 0, 0]);
  const content = Buffer.concat([head, Buffer.alloc(8), packed]);
  const mac = key.mac('client-id', `org_1 ${content.toString('base64url')}`);
  return `cli_${Buffer.concat([content, mac]).toString('base64url')}`;
}

describe('client id', () => {
  it.each([
    [true, ['authorization_code', 'refresh_token', deviceCode.name]],
    [false, ['authorization_code', 'refresh_token']],
    [
      [deviceCode.name, 'nonsense', 'authorization_code'],
      ['authorization_code', deviceCode.name],
    ],
  ])('has the grant types of its device flag or list: %j', (packed, expected) => {
    const content = deflateRawSync(JSON.stringify(['x', null, null, ['https://app.example.com/cb'], packed]));
    const client = openClientId(keys, 'org_1', sealed(1, 0, content));
    expect([...(client?.grantTypes ?? [])]).toEqual(expected);
  });

  it('returns its registration, only in its organization and under its key', () => {
    const otherKeys = ringOf(new SecretKey(SecretKey.generate()));
    fc.assert(
      fc.property(anyRegistration, (registration) => {
        const clientId = sealClientId(keys, 'org_1', registration);
        expect(clientId).toMatch(/^cli_[\w-]+$/);
        expect(openClientId(keys, 'org_1', clientId)).toEqual({
          ...registration,
          clientId,
          kind: 'registered',
        });
        expect(openClientId(keys, 'org_2', clientId)).toBeNull();
        expect(openClientId(otherKeys, 'org_1', clientId)).toBeNull();
      }),
    );
  });

  it('is rejected with one character changed, removed or added', () => {
    const clientId = sealClientId(keys, 'org_1', cursor);
    const alphabet = [
      ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
      '=',
      '+',
      '/',
      ' ',
    ];
    for (let at = 0; at < clientId.length; at += 1) {
      const [before, after] = [clientId.slice(0, at), clientId.slice(at + 1)];
      expect(openClientId(keys, 'org_1', before + after)).toBeNull();
      for (const other of alphabet) {
        if (other !== clientId[at]) expect(openClientId(keys, 'org_1', before + other + after)).toBeNull();
      }
    }
    for (const more of alphabet) expect(openClientId(keys, 'org_1', clientId + more)).toBeNull();
  });

  it('is rejected if it is any other text', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => `cli_${Buffer.from(bytes).toString('base64url')}`),
      fc.base64String().map((tail) => `cli_${tail}`),
    );
    fc.assert(fc.property(anyText, (clientId) => openClientId(keys, 'org_1', clientId) === null));
  });

  it('is unique, and short for a common client', () => {
    const ids = Array.from({ length: 100 }, () => sealClientId(keys, 'org_1', cursor));
    expect(new Set(ids).size).toBe(100);
    expect(ids[0]?.length).toBeLessThan(260);
  });

  it('is recognized by its form, even if it cannot be opened', () => {
    expect(isRegisteredClientId(sealClientId(keys, 'org_2', cursor))).toBe(true);
    for (const other of ['', 'cli_', 'cli_AAAA', 'https://app.example.com/client.json', 'usr_0'])
      expect(isRegisteredClientId(other)).toBe(false);
    expect(isRegisteredClientId(`cli_${'A'.repeat(maxClientIdLength - 4)}`)).toBe(true);
    expect(isRegisteredClientId(`cli_${'A'.repeat(maxClientIdLength)}`)).toBe(false);
  });

  it('can be opened with an old key, and with a key from before keys had ids', () => {
    const [next, lost] = [new SecretKey(SecretKey.generate()), new SecretKey(SecretKey.generate())];
    const clientId = sealClientId(keys, 'org_1', cursor);
    expect(openClientId(ringOf(next, key), 'org_1', clientId)).toMatchObject({ name: 'Cursor' });
    expect(openClientId(ringOf(next, lost), 'org_1', clientId)).toBeNull();
    const content = Buffer.from(clientId.slice(4), 'base64url').subarray(7, -32);
    const mac = key.mac('client-id', `org_1 ${content.toString('base64url')}`);
    const early = `cli_${Buffer.concat([content, mac]).toString('base64url')}`;
    expect(openClientId(ringOf(next, key), 'org_1', early)).toMatchObject({ name: 'Cursor' });
    expect(openClientId(ringOf(next), 'org_1', early)).toBeNull();
  });

  it('is rejected with an unknown version or method, or damaged content, despite a valid MAC', () => {
    const good = deflateRawSync(JSON.stringify(['x', null, null, [], ['authorization_code']]));
    expect(openClientId(keys, 'org_1', sealed(1, 0, good))).toMatchObject({ name: 'x' });
    expect(openClientId(keys, 'org_1', sealed(2, 0, good))).toBeNull();
    expect(openClientId(keys, 'org_1', sealed(1, 9, good))).toBeNull();
    expect(openClientId(keys, 'org_1', sealed(1, 0, Buffer.from('not deflated')))).toBeNull();
    const bomb = deflateRawSync(JSON.stringify(['x'.repeat(1_000_000), null, null, [], []]));
    expect(bomb.length).toBeLessThan(2_000);
    expect(openClientId(keys, 'org_1', sealed(1, 0, bomb))).toBeNull();
  });
});
