import { createPublicKey } from 'node:crypto';
import type { ClientKeys, PublicJwk } from '../client.ts';
import { invalidMetadata, parseText, type RawMetadata } from '../client-metadata.ts';
import { checkRemoteUrl } from '../remote/remote-url.ts';

/** Supported signing algorithms (RFC 7518 3.1, RFC 8037, RFC 9864): only asymmetric ones, never `none` or HMAC. */
export const signingAlgorithms = [
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
] as const;

/** Maximum number of keys of a client. */
const maxKeys = 10;
/** RSA key sizes in bits: smaller keys are weak (RFC 7518 3.3), larger ones slow to verify. */
const rsaBits = { min: 2_048, max: 8_192 };
const members = ['kid', 'alg', 'use', 'crv', 'x', 'y', 'n', 'e'] as const;
const curves: readonly unknown[] = ['P-256', 'P-384', 'P-521', 'Ed25519'];

/**
 * Parses the keys of a client with private_key_jwt (RFC 7591 2, RFC 7523): either `jwks` or `jwks_uri`.
 * @param allowLoopback whether jwks_uri may be http on loopback, for development
 * @throws OAuthError invalid_client_metadata
 */
export function parseClientKeys(metadata: RawMetadata, allowLoopback: boolean): ClientKeys {
  const alg = parseText(metadata, 'token_endpoint_auth_signing_alg');
  if (alg !== null && !signingAlgorithms.some((known) => known === alg))
    throw invalidMetadata(`token_endpoint_auth_signing_alg: must be one of ${signingAlgorithms.join(', ')}`);
  const signing = alg === null ? {} : { alg };
  const jwksUri = parseText(metadata, 'jwks_uri');
  const jwks = metadata.jwks ?? null;
  if ((jwksUri === null) === (jwks === null))
    throw invalidMetadata("private_key_jwt requires the client's public keys: either jwks or jwks_uri");
  if (jwksUri === null) return { jwks: parseOwnKeys(jwks), ...signing };
  const url = checkRemoteUrl(jwksUri, allowLoopback);
  if (typeof url === 'string') throw invalidMetadata(`jwks_uri: ${url}`);
  return { jwksUri, ...signing };
}

/** Parses registered keys. Each must be valid, so that the developer learns about a mistake at registration. */
function parseOwnKeys(jwks: unknown): readonly PublicJwk[] {
  const keys = keysIn(jwks);
  if (!keys || keys.length === 0)
    throw invalidMetadata('jwks: must be a JWK Set with at least one key (RFC 7517 5)');
  if (keys.length > maxKeys) throw invalidMetadata(`jwks: must have at most ${maxKeys} keys`);
  return keys.map((key, index) => {
    const parsed = parseKey(key);
    if (typeof parsed === 'string') throw invalidMetadata(`jwks.keys[${index}]: ${parsed}`);
    return parsed;
  });
}

/** Returns the usable keys of a published set; null if it is not a set. Keys of other types serve other purposes. */
export function usableKeys(jwks: unknown): readonly PublicJwk[] | null {
  const keys = keysIn(jwks);
  if (!keys) return null;
  return keys
    .slice(0, 5 * maxKeys)
    .map(parseKey)
    .filter((key) => typeof key !== 'string');
}

function keysIn(jwks: unknown): readonly unknown[] | null {
  return isObject(jwks) && Array.isArray(jwks.keys) ? jwks.keys : null;
}

/** Returns the public key, or what is wrong with it. */
function parseKey(value: unknown): PublicJwk | string {
  if (!isObject(value)) return 'must be an object';
  const { kty } = value;
  if (kty !== 'RSA' && kty !== 'EC' && kty !== 'OKP') return 'must be an RSA, EC or OKP key';
  if ('d' in value || 'k' in value) return 'is a private key: send the public key, and replace this key pair';
  if (kty !== 'RSA' && !curves.includes(value.crv))
    return 'has a curve other than P-256, P-384, P-521 and Ed25519';
  const texts = members.flatMap((name) => (typeof value[name] === 'string' ? [[name, value[name]]] : []));
  const key: PublicJwk = { kty, ...Object.fromEntries(texts) };
  try {
    const bits = createPublicKey({ key, format: 'jwk' }).asymmetricKeyDetails?.modulusLength;
    if (bits !== undefined && (bits < rsaBits.min || bits > rsaBits.max))
      return `is an RSA key of ${bits} bits: it must have ${rsaBits.min} to ${rsaBits.max}`;
  } catch {
    return 'is not a valid public key (RFC 7518 6)';
  }
  return key;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
