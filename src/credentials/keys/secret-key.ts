import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

/** Length in bytes of the key and of derived keys. */
const keyLength = 32;
const nonceLength = 12;
const tagLength = 16;

/** The purposes of a key. Each has its own key, derived with HKDF-SHA-256 (RFC 5869). */
export type KeyPurpose =
  | 'second-factor'
  | 'backup-code'
  | 'client-id'
  | 'user-code'
  | 'refresh-successor'
  | 'secret-key'
  | 'mail-link'
  | 'identity-provider';

/** Length in bytes of a key's ID, enough to be unique within an installation. */
export const keyIdLength = 6;

/**
 * A secret key of the installation, for the few values that must be readable (sealed) or are too short for a
 * plain hash (MAC). It leaves this object only sealed with another key.
 */
export class SecretKey {
  readonly #purposes = new Map<KeyPurpose, KeyObject>();
  readonly #key: Buffer;
  /** A fingerprint of the key: the same everywhere, without revealing the key. */
  readonly id: string;

  /**
   * @param text 32 bytes in base64
   * @throws RangeError for another length
   */
  constructor(text: string) {
    this.#key = Buffer.from(text, 'base64');
    if (this.#key.length !== keyLength) throw new RangeError('a secret key must be 32 bytes in base64');
    const fingerprint = Buffer.from(hkdfSync('sha256', this.#key, '', 'spedy key id', keyIdLength));
    this.id = `key_${fingerprint.toString('hex')}`;
  }

  /** The ID as bytes, where text is too long. */
  get idBytes(): Buffer {
    return Buffer.from(this.id.slice('key_'.length), 'hex');
  }

  /** Returns this key, sealed with another one. */
  wrapWith(other: SecretKey): Buffer {
    return other.seal('secret-key', this.id, this.#key);
  }

  /**
   * Opens a key that `wrapWith` sealed with this one.
   * @throws Error if it was sealed with another key or is not a key
   */
  unwrap(id: string, wrapped: Uint8Array): SecretKey {
    return new SecretKey(this.open('secret-key', id, wrapped).toString('base64'));
  }

  /** Generates a new key, as text for the constructor. */
  static generate(): string {
    return randomBytes(keyLength).toString('base64');
  }

  /**
   * Encrypts with AES-256-GCM. The value can only be opened with the same `context`, which identifies its
   * owner.
   */
  seal(purpose: KeyPurpose, context: string, value: Uint8Array): Buffer {
    const nonce = randomBytes(nonceLength);
    const cipher = createCipheriv('aes-256-gcm', this.#derive(purpose), nonce).setAAD(Buffer.from(context));
    return Buffer.concat([nonce, cipher.update(value), cipher.final(), cipher.getAuthTag()]);
  }

  /**
   * Decrypts a value that `seal` returned.
   * @throws Error if the key, the context or the value is different
   */
  open(purpose: KeyPurpose, context: string, sealed: Uint8Array): Buffer {
    const bytes = Buffer.from(sealed);
    const decipher = createDecipheriv('aes-256-gcm', this.#derive(purpose), bytes.subarray(0, nonceLength));
    decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-tagLength));
    return Buffer.concat([decipher.update(bytes.subarray(nonceLength, -tagLength)), decipher.final()]);
  }

  /** Returns the HMAC-SHA-256 of a text. */
  mac(purpose: KeyPurpose, text: string): Buffer {
    return createHmac('sha256', this.#derive(purpose)).update(text).digest();
  }

  #derive(purpose: KeyPurpose): KeyObject {
    const known = this.#purposes.get(purpose);
    if (known) return known;
    // A key object is faster: from bytes, Node would create one at every use.
    const derived = createSecretKey(
      Buffer.from(hkdfSync('sha256', this.#key, '', `spedy ${purpose}`, keyLength)),
    );
    this.#purposes.set(purpose, derived);
    return derived;
  }
}
