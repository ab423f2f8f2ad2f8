import type { KeyPurpose, SecretKey } from './secret-key.ts';

/** A value sealed with a secret key; `keyId` is null if it was sealed before keys had IDs. */
export type Sealed = { readonly keyId: string | null; readonly bytes: Uint8Array };

/** A value was sealed with a key that this process does not have. */
export class MissingKeyError extends Error {
  override readonly name = 'MissingKeyError';
}

/**
 * The installation's secret keys: the current key seals; old keys still open what they sealed. Loaded before
 * the server is ready and when the keys change, never inside a transaction, so using a key never waits.
 */
export class KeyRing {
  #keys: readonly SecretKey[] = [];

  /** @param keys the current key first */
  replace(keys: readonly SecretKey[]): void {
    this.#keys = keys;
  }

  /** All keys, the current one first. */
  get all(): readonly SecretKey[] {
    return this.#keys;
  }

  /** @throws MissingKeyError before the keys are loaded */
  get current(): SecretKey {
    const [key] = this.#keys;
    if (!key) throw new MissingKeyError('the secret key is not loaded yet');
    return key;
  }

  find(id: string): SecretKey | undefined {
    return this.#keys.find((key) => key.id === id);
  }

  /**
   * Seals with the current key. The value can only be opened with the same `context`, which identifies its
   * owner.
   */
  seal(purpose: KeyPurpose, context: string, value: Uint8Array): Sealed & { readonly keyId: string } {
    return { keyId: this.current.id, bytes: this.current.seal(purpose, context, value) };
  }

  /**
   * Opens a value that `seal` returned.
   * @throws MissingKeyError for an unknown key; Error if the context or the value was changed
   */
  open(purpose: KeyPurpose, context: string, { keyId, bytes }: Sealed): Buffer {
    if (keyId !== null) {
      const key = this.find(keyId);
      if (!key) throw new MissingKeyError(`a value is sealed with ${keyId}, which this server does not have`);
      return key.open(purpose, context, bytes);
    }
    for (const key of this.#keys) {
      const opened = tryOpen(key, purpose, context, bytes);
      if (opened) return opened;
    }
    throw new MissingKeyError('a value is sealed with a secret key that this server does not have');
  }

  /**
   * Returns the MACs of a text under all keys, the current one first, to find values stored under old keys
   * too.
   */
  macs(purpose: KeyPurpose, text: string): Buffer[] {
    return this.#keys.map((key) => key.mac(purpose, text));
  }
}

/** Opens a value; null if it is the wrong key. */
export function tryOpen(
  key: SecretKey,
  purpose: KeyPurpose,
  context: string,
  bytes: Uint8Array,
): Buffer | null {
  try {
    return key.open(purpose, context, bytes);
  } catch {
    return null;
  }
}
