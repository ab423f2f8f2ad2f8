import { createHmac } from 'node:crypto';
import { createClientKey } from '../support/oauth/client-keys.ts';
import { issuer } from './authorization-server.ts';

const own = await createClientKey('ES256', 'own');
const otherKey = await createClientKey('ES256', 'own');

/** The metadata of a client with keys. */
export const withKeys = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [own.jwk] } };

let count = 0;
function claims(clientId: string, change: Record<string, unknown> = {}) {
  const seconds = Math.floor(Date.now() / 1000);
  count += 1;
  const good = {
    iss: clientId,
    sub: clientId,
    aud: issuer,
    jti: `jti-${count}`,
    iat: seconds,
    exp: seconds + 60,
  };
  return Object.fromEntries(Object.entries({ ...good, ...change }).filter(([, value]) => value !== null));
}
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const now = () => Math.floor(Date.now() / 1000);

/** Creates the assertions of a client, by their name in the scenarios. */
const kinds: Readonly<Record<string, (clientId: string) => Promise<string> | string>> = {
  good: (id) => own.sign(claims(id)),
  for_the_token_endpoint: (id) => own.sign(claims(id, { aud: `${issuer}/api/v1/oauth/token` })),
  in_a_list: (id) => own.sign(claims(id, { aud: [issuer] })),
  for_another: (id) => own.sign(claims(id, { aud: 'https://elsewhere.example' })),
  for_another_too: (id) => own.sign(claims(id, { aud: [issuer, 'https://elsewhere.example'] })),
  without_audience: (id) => own.sign(claims(id, { aud: null })),
  from_another: (id) => own.sign(claims(id, { iss: 'another' })),
  about_another: (id) => own.sign(claims(id, { sub: 'cli_unknown' })),
  without_subject: (id) => own.sign(claims(id, { sub: null })),
  without_jti: (id) => own.sign(claims(id, { jti: null })),
  without_expiry: (id) => own.sign(claims(id, { exp: null })),
  expired: (id) => own.sign(claims(id, { iat: now() - 600, exp: now() - 300 })),
  early: (id) => own.sign(claims(id, { nbf: now() + 300 })),
  of_another_key: (id) => otherKey.sign(claims(id)),
  unsigned: (id) => `${encode({ alg: 'none' })}.${encode(claims(id))}.`,
  by_hmac: (id) => {
    const text = `${encode({ alg: 'HS256', kid: 'own' })}.${encode(claims(id))}`;
    return `${text}.${createHmac('sha256', JSON.stringify(own.jwk)).update(text).digest('base64url')}`;
  },
};

/** Returns one assertion of each kind, as values for a scenario. */
export async function assertionsOf(clientId: string): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const [name, make] of Object.entries(kinds)) values[`assertion_${name}`] = await make(clientId);
  return values;
}
