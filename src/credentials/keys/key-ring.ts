import type { KeyPurpose, SecretKey } from './secret-key.ts';

/** A value under a secret key; `keyId` null: of the time before keys had ids. */
export type Sealed = { readonly keyId: string | null; readonly bytes: Uint8Array };

/** A value was sealed with a key that this process does not have. */
export class MissingKeyError extends Error {
  override readonly name = 'MissingKeyError';
}

/**
 * The installation's secret keys: the current one seals, and the old ones go on reading what they sealed. Loaded once
 * before the server is ready and again when the keys change, never inside a transaction: whoever holds the ring holds
 * the keys, and no use of them waits for anything.
 */
export class KeyRing {
  #keys: readonly SecretKey[] = [];

  /** @param keys the current key first */
  replace(keys: readonly SecretKey[]): void {
    this.#keys = keys;
  }

  /** Every key, the current one first. */
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

  /** Seals with the current key. `context` names whose value it is: it opens under the same context only. */
  seal(purpose: KeyPurpose, context: string, value: Uint8Array): Sealed & { readonly keyId: string } {
    return { keyId: this.current.id, bytes: this.current.seal(purpose, context, value) };
  }

  /**
   * Opens what `seal` gave.
   * @throws MissingKeyError for a key that is not here; Error when the context or the value is another one
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

  /** The MACs of a text under every key, the current one's first: what was stored under an old one is found, too. */
  macs(purpose: KeyPurpose, text: string): Buffer[] {
    return this.#keys.map((key) => key.mac(purpose, text));
  }
}

/** What a key opens; null where it is the wrong one. */
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
