import { OAuthError } from '../http/oauth-error.ts';

/** Parameters that may come more than once (RFC 8707 2). */
const repeatable: readonly string[] = ['resource'];
/** Longest value that any parameter may have, in characters. */
const longest = 8_192;

/**
 * The parameters of an OAuth request, from a query or a form. One without a value counts as absent, an unknown one is
 * never asked for, and one that comes twice is refused by whoever asks for it (RFC 6749 3.1).
 */
export class Parameters {
  readonly #values = new Map<string, string[]>();

  /** @param text application/x-www-form-urlencoded, without a leading question mark */
  constructor(text: string) {
    for (const [name, value] of new URLSearchParams(text)) {
      const values = this.#values.get(name) ?? [];
      values.push(value);
      this.#values.set(name, values);
    }
  }

  /** Whether a parameter comes more often than it may. */
  isRepeated(name: string): boolean {
    return (this.#values.get(name)?.length ?? 0) > 1 && !repeatable.includes(name);
  }

  /**
   * A parameter's value, or null where it is absent.
   * @throws OAuthError invalid_request where it is repeated, or too long to be anything
   */
  get(name: string): string | null {
    if (this.isRepeated(name)) throw new OAuthError('invalid_request', `${name} must not be repeated`);
    const value = this.#values.get(name)?.[0] || null;
    if (value !== null && value.length > longest)
      throw new OAuthError('invalid_request', `${name} is longer than ${longest} characters`);
    if (value?.includes('\0')) throw new OAuthError('invalid_request', `${name} has a NUL character`);
    return value;
  }

  /** Whether a parameter is there with a value, however often. */
  has(name: string): boolean {
    return this.#values.get(name)?.some((value) => value !== '') === true;
  }

  /** @throws OAuthError invalid_request where it is absent, repeated or too long */
  require(name: string): string {
    const value = this.get(name);
    if (value === null) throw new OAuthError('invalid_request', `${name} is required`);
    return value;
  }

  /** Every value of a parameter that may be repeated. */
  all(name: string): readonly string[] {
    return (this.#values.get(name) ?? []).filter((value) => value !== '');
  }

  /** @throws OAuthError invalid_request where any of these is repeated or too long */
  check(names: readonly string[]): void {
    for (const name of names) this.get(name);
  }
}
