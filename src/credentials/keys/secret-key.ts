import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

/** Length of the key and of what is derived from it, in bytes. */
const keyLength = 32;
const nonceLength = 12;
const tagLength = 16;

/** What a key is used for. Each purpose has a key of its own, derived with HKDF-SHA-256 (RFC 5869). */
export type KeyPurpose =
  | 'second-factor'
  | 'backup-code'
  | 'client-id'
  | 'user-code'
  | 'refresh-successor'
  | 'secret-key';

/** Bytes of a key's id: enough that no two keys of an installation share one. */
export const keyIdLength = 6;

/**
 * A secret key of the installation, for the few values that must be read again (sealed) or are too short for a plain
 * hash (MAC). It never leaves this object, but sealed with another.
 */
export class SecretKey {
  readonly #purposes = new Map<KeyPurpose, KeyObject>();
  readonly #key: Buffer;
  /** A fingerprint: the same key has the same id everywhere, and says nothing of the key. */
  readonly id: string;

  /** @param text 32 bytes in base64; @throws RangeError on another length */
  constructor(text: string) {
    this.#key = Buffer.from(text, 'base64');
    if (this.#key.length !== keyLength) throw new RangeError('a secret key has 32 bytes in base64');
    const fingerprint = Buffer.from(hkdfSync('sha256', this.#key, '', 'spedy key id', keyIdLength));
    this.id = `key_${fingerprint.toString('hex')}`;
  }

  /** The id as bytes, for what has no room for text. */
  get idBytes(): Buffer {
    return Buffer.from(this.id.slice('key_'.length), 'hex');
  }

  /** This key, sealed with another one. */
  wrapWith(other: SecretKey): Buffer {
    return other.seal('secret-key', this.id, this.#key);
  }

  /**
   * A key that `wrapWith` sealed with this one.
   * @throws Error where it is none, or another's
   */
  unwrap(id: string, wrapped: Uint8Array): SecretKey {
    return new SecretKey(this.open('secret-key', id, wrapped).toString('base64'));
  }

  /** A new key, in the form that the constructor takes. */
  static generate(): string {
    return randomBytes(keyLength).toString('base64');
  }

  /** Encrypts with AES-256-GCM. `context` names whose value it is: it opens under the same context only. */
  seal(purpose: KeyPurpose, context: string, value: Uint8Array): Buffer {
    const nonce = randomBytes(nonceLength);
    const cipher = createCipheriv('aes-256-gcm', this.#derive(purpose), nonce).setAAD(Buffer.from(context));
    return Buffer.concat([nonce, cipher.update(value), cipher.final(), cipher.getAuthTag()]);
  }

  /**
   * Decrypts what `seal` gave.
   * @throws Error when the key, the context or the value is another one
   */
  open(purpose: KeyPurpose, context: string, sealed: Uint8Array): Buffer {
    const bytes = Buffer.from(sealed);
    const decipher = createDecipheriv('aes-256-gcm', this.#derive(purpose), bytes.subarray(0, nonceLength));
    decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-tagLength));
    return Buffer.concat([decipher.update(bytes.subarray(nonceLength, -tagLength)), decipher.final()]);
  }

  /** HMAC-SHA-256 of a text. */
  mac(purpose: KeyPurpose, text: string): Buffer {
    return createHmac('sha256', this.#derive(purpose)).update(text).digest();
  }

  #derive(purpose: KeyPurpose): KeyObject {
    const known = this.#purposes.get(purpose);
    if (known) return known;
    // As a key object: from plain bytes one would be made again at every use, which takes longer than the rest.
    const derived = createSecretKey(
      Buffer.from(hkdfSync('sha256', this.#key, '', `spedy ${purpose}`, keyLength)),
    );
    this.#purposes.set(purpose, derived);
    return derived;
  }
}
