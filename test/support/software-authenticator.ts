import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A passkey of a software authenticator. Tests change its fields to act as a copy, a broken device or an attacker. */
export type SoftwarePasskey = {
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  rpId: string;
  origin: string;
  userHandle: string;
  /** The signature counter; null for an authenticator without one. */
  counter: number | null;
  /** Whether it verifies its user by PIN or fingerprint. */
  verifiesUser: boolean;
};

type CreationOptions = {
  readonly rp: { readonly id: string };
  readonly user: { readonly id: string };
  readonly challenge: string;
};

const flags = { present: 0x01, verified: 0x04, attested: 0x40 };
const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();
const base64url = (data: Buffer) => data.toString('base64url');

/** Creates a passkey, as `navigator.credentials.create` does on a page of `origin` (WebAuthn 6.3.2). */
export function createPasskey(
  { rp, user, challenge }: CreationOptions,
  origin: string,
  { counter = 0, verifiesUser = true }: { counter?: number | null; verifiesUser?: boolean } = {},
) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = base64url(randomBytes(32));
  const passkey: SoftwarePasskey = {
    id,
    privateKey,
    publicKey,
    rpId: rp.id,
    origin,
    userHandle: user.id,
    counter,
    verifiesUser,
  };
  return { passkey, response: attestation(passkey, challenge) };
}

/** Returns the JSON form of a new credential without attestation. */
export function attestation(passkey: SoftwarePasskey, challenge: string) {
  const credentialId = Buffer.from(passkey.id, 'base64url');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(credentialId.length);
  const attested = Buffer.concat([Buffer.alloc(16), length, credentialId, coseKey(passkey.publicKey)]);
  const authData = Buffer.concat([authenticatorData(passkey, flags.attested), attested]);
  const attestationObject = map([
    [text('fmt'), text('none')],
    [text('attStmt'), map([])],
    [text('authData'), bytes(authData)],
  ]);
  return {
    id: passkey.id,
    rawId: passkey.id,
    type: 'public-key',
    response: {
      clientDataJSON: clientData('webauthn.create', challenge, passkey.origin),
      attestationObject: base64url(attestationObject),
      transports: ['internal'],
    },
    clientExtensionResults: {},
  };
}

/** Answers a challenge, as `navigator.credentials.get` does, and counts the use (WebAuthn 6.3.3). */
export function assertion(passkey: SoftwarePasskey, challenge: string) {
  if (passkey.counter !== null) passkey.counter += 1;
  const data = authenticatorData(passkey, 0);
  const clientDataJSON = clientData('webauthn.get', challenge, passkey.origin);
  const signed = Buffer.concat([data, sha256(Buffer.from(clientDataJSON, 'base64url'))]);
  return {
    id: passkey.id,
    rawId: passkey.id,
    type: 'public-key',
    response: {
      clientDataJSON,
      authenticatorData: base64url(data),
      signature: base64url(sign('sha256', signed, passkey.privateKey)),
      userHandle: passkey.userHandle,
    },
    clientExtensionResults: {},
    authenticatorAttachment: 'platform',
  };
}

function authenticatorData({ rpId, counter, verifiesUser }: SoftwarePasskey, extra: number): Buffer {
  const head = Buffer.alloc(5);
  head[0] = flags.present | (verifiesUser ? flags.verified : 0) | extra;
  head.writeUInt32BE(counter ?? 0, 1);
  return Buffer.concat([sha256(rpId), head]);
}

function clientData(type: string, challenge: string, origin: string): string {
  return base64url(Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })));
}

/** An ES256 key in COSE form (RFC 9053 7.1.1). */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return map([
    [integer(1), integer(2)],
    [integer(3), integer(-7)],
    [integer(-1), integer(1)],
    [integer(-2), bytes(Buffer.from(x, 'base64url'))],
    [integer(-3), bytes(Buffer.from(y, 'base64url'))],
  ]);
}

/** The head of a CBOR item (RFC 8949 3). */
function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  if (value < 256) return Buffer.from([(major << 5) | 24, value]);
  return Buffer.from([(major << 5) | 25, value >> 8, value & 0xff]);
}
const integer = (value: number) => (value < 0 ? head(1, -1 - value) : head(0, value));
const bytes = (data: Buffer) => Buffer.concat([head(2, data.length), data]);
const text = (value: string) => Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
const map = (pairs: [Buffer, Buffer][]) => Buffer.concat([head(5, pairs.length), ...pairs.flat()]);
