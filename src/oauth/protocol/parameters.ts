import { OAuthError } from '../../contract/oauth-error.ts';

/** Parameters that may be repeated (RFC 8707 2). */
const repeatable: readonly string[] = ['resource'];
/** Maximum length of a parameter value, in characters. */
const maxLength = 8_192;

/**
 * The parameters of an OAuth request, from a query or a form (RFC 6749 3.1). A parameter without a value counts as
 * missing, unknown parameters are ignored, and reading a repeated parameter throws.
 */
export class Parameters {
  readonly #values = new Map<string, string[]>();

  /** @param text application/x-www-form-urlencoded, without a leading question mark */
  constructor(text: string) {
    for (let start = 0; start < text.length; ) {
      const found = text.indexOf('&', start);
      const end = found === -1 ? text.length : found;
      if (end > start) this.#add(text.slice(start, end));
      start = end + 1;
    }
  }

  #add(pair: string): void {
    const equals = pair.indexOf('=');
    const name = formDecoded(equals === -1 ? pair : pair.slice(0, equals));
    const value = equals === -1 ? '' : formDecoded(pair.slice(equals + 1));
    const values = this.#values.get(name);
    if (values) values.push(value);
    else this.#values.set(name, [value]);
  }

  /** Returns whether a parameter is repeated although it must not be. */
  isRepeated(name: string): boolean {
    return (this.#values.get(name)?.length ?? 0) > 1 && !repeatable.includes(name);
  }

  /**
   * Returns the value of a parameter, or null if it is missing.
   * @throws OAuthError invalid_request if it is repeated, too long, or contains a NUL character
   */
  get(name: string): string | null {
    if (this.isRepeated(name)) throw new OAuthError('invalid_request', `${name} must not be repeated`);
    const value = this.#values.get(name)?.[0] || null;
    if (value !== null && value.length > maxLength)
      throw new OAuthError('invalid_request', `${name} is longer than ${maxLength} characters`);
    if (value?.includes('\0'))
      throw new OAuthError('invalid_request', `${name} must not contain a NUL character`);
    return value;
  }

  /** Returns whether a parameter has a value, also if it is repeated. */
  has(name: string): boolean {
    return this.#values.get(name)?.some((value) => value !== '') === true;
  }

  /** @throws OAuthError invalid_request if it is missing, repeated or too long */
  require(name: string): string {
    const value = this.get(name);
    if (value === null) throw new OAuthError('invalid_request', `${name} is required`);
    return value;
  }

  /** Returns every value of a parameter that may be repeated. */
  all(name: string): readonly string[] {
    return (this.#values.get(name) ?? []).filter((value) => value !== '');
  }

  /** @throws OAuthError invalid_request if any of these is repeated or too long */
  check(names: readonly string[]): void {
    for (const name of names) this.get(name);
  }
}

/** Decodes a name or value. URLSearchParams does the same for any text, but takes several times longer. */
function formDecoded(text: string): string {
  if (!/[%+]/.test(text)) return text;
  // A percent sign that begins no escape stands for itself. Thousands of them must not throw: each error takes a few µs.
  const escaped = text.replaceAll('+', ' ').replace(/%(?![\da-f]{2})/gi, '%25');
  try {
    return decodeURIComponent(escaped);
  } catch {
    // Not UTF-8, which forms and queries are rejected for before.
    return new URLSearchParams(`value=${text}`).get('value') ?? '';
  }
}
