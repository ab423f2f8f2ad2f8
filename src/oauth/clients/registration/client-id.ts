import { randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { sameHash } from '../../../credentials/hash.ts';
import type { KeyRing } from '../../../credentials/keys/key-ring.ts';
import { keyIdLength, type SecretKey } from '../../../credentials/keys/secret-key.ts';
import { authMethods, type Client, type ClientKeys } from '../client.ts';
import { type GrantTypeDefinition, knownGrantTypes, olderGrantTypesOf } from '../grant-types.ts';

/** A registered client, which its client ID contains completely. `issuedAt`: milliseconds since the epoch. */
export type RegisteredClient = Client & { readonly kind: 'registered'; readonly issuedAt: number };
export type Registration = Omit<RegisteredClient, 'clientId' | 'kind'>;

const prefix = 'cli_';
/** Maximum length of a client ID, in characters: it must fit in a query string and in a header. */
export const maxClientIdLength = 8_000;

/*
 * envelope (1 byte) · ID of the secret key (6) · content · HMAC-SHA-256 of the preceding bytes, under that key (32)
 * Client IDs issued before keys had IDs are content · HMAC only: their first byte is the version of the content.
 *
 * Content: version (1 byte) · authentication method (1) · time of issue (6) · SHA-256 of the secret (32), or random bytes
 * (8) for a client without one · [name, uri, logoUri, redirectUris, grant types, keys] in JSON, deflated (RFC 1951)
 */
const envelope = 0x10;
const envelopeLength = 1 + keyIdLength;
const version = 1;
const headLength = 8;
const secretLength = 32;
const nonceLength = 8;
const macLength = 32;
/** Maximum size of the inflated JSON, in bytes. */
const maxUnpacked = 65_536;

/**
 * Returns the client ID of a new registration. It contains the registered metadata, authenticated by the secret key for
 * this organization only, so nothing needs to be stored. The caller checks that it fits in `maxClientIdLength`.
 */
export function sealClientId(ring: KeyRing, organizationId: string, registration: Registration): string {
  const { authMethod, issuedAt, secretHash, name, uri, logoUri, redirectUris, grantTypes } = registration;
  const { keys } = registration;
  const head = Buffer.alloc(headLength);
  head.writeUInt8(version, 0);
  head.writeUInt8(authMethods.indexOf(authMethod), 1);
  head.writeUIntBE(issuedAt, 2, 6);
  const packed = deflateRawSync(
    JSON.stringify([name, uri, logoUri, redirectUris, [...grantTypes], ...(keys ? [keys] : [])]),
    {
      level: 9,
    },
  );
  const { current } = ring;
  const sealed = Buffer.concat([
    Buffer.from([envelope]),
    current.idBytes,
    head,
    secretHash ?? randomBytes(nonceLength),
    packed,
  ]);
  return prefix + Buffer.concat([sealed, macOf(current, organizationId, sealed)]).toString('base64url');
}

/**
 * Returns the client in a client ID of this organization; null for any other text. Costs an HMAC and no I/O.
 * @param grantTypes of the server
 */
export function openClientId(
  keys: KeyRing,
  organizationId: string,
  clientId: string,
  grantTypes: readonly GrantTypeDefinition[],
): RegisteredClient | null {
  const bytes = decode(clientId);
  if (!bytes) return null;
  const sealed = bytes.subarray(0, -macLength);
  const mac = bytes.subarray(-macLength);
  const named = sealed.readUInt8(0) === envelope;
  const sealers = named ? keys.all.filter((key) => key.idBytes.equals(keyIdIn(sealed))) : keys.all;
  if (!sealers.some((key) => sameHash(mac, macOf(key, organizationId, sealed)))) return null;
  return parse(clientId, named ? sealed.subarray(envelopeLength) : sealed, grantTypes);
}

const keyIdIn = (sealed: Buffer) => sealed.subarray(1, envelopeLength);

/** Returns whether a text has the form of a registered client id. Only the canonical base64url form counts. */
export function isRegisteredClientId(text: string): boolean {
  return decode(text) !== null;
}

function decode(clientId: string): Buffer | null {
  if (!clientId.startsWith(prefix) || clientId.length > maxClientIdLength) return null;
  const text = clientId.slice(prefix.length);
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length <= headLength + nonceLength + macLength) return null;
  return bytes.toString('base64url') === text ? bytes : null;
}

function macOf(key: SecretKey, organizationId: string, content: Buffer): Buffer {
  return key.mac('client-id', `${organizationId} ${content.toString('base64url')}`);
}

/** Parses authenticated content; null for an unknown version or damaged content. */
function parse(
  clientId: string,
  content: Buffer,
  grantTypes: readonly GrantTypeDefinition[],
): RegisteredClient | null {
  if (content.length <= headLength + nonceLength) return null;
  const authMethod = authMethods[content.readUInt8(1)];
  if (content.readUInt8(0) !== version || !authMethod) return null;
  const hasSecret = authMethod === 'client_secret_post' || authMethod === 'client_secret_basic';
  const packedAt = headLength + (hasSecret ? secretLength : nonceLength);
  try {
    const json = inflateRawSync(content.subarray(packedAt), { maxOutputLength: maxUnpacked });
    const [name, uri, logoUri, redirectUris, packed, keys] = JSON.parse(json.toString()) as PackedMetadata;
    return {
      clientId,
      kind: 'registered',
      name,
      uri,
      logoUri,
      redirectUris,
      authMethod,
      grantTypes:
        typeof packed === 'boolean' ? olderGrantTypesOf(packed) : knownGrantTypes(grantTypes, packed),
      secretHash: hasSecret ? content.subarray(headLength, packedAt) : null,
      ...(keys ? { keys } : {}),
      issuedAt: content.readUIntBE(2, 6),
    };
  } catch {
    return null;
  }
}

/** Client IDs issued by older versions have a flag for the device code instead of grant types. */
type PackedMetadata = [
  string,
  string | null,
  string | null,
  readonly string[],
  readonly string[] | boolean,
  ClientKeys?,
];
