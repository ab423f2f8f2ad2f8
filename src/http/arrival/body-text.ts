import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { invalidField, SpedyError } from '../../contract/errors.ts';

const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/gi;
/** An escape that can be half of a surrogate pair. */
const surrogateEscape = /\\u[dD][89a-fA-F]/;
/** Maximum length of a field's path in an error message. */
const pathShown = 100;
/** A percent-encoded byte that is not ASCII. */
const encodedByte = /%[89a-f][0-9a-f]/i;

/**
 * Returns the text of a JSON or form body. Invalid UTF-8 is rejected because decoding would replace the
 * invalid bytes, and three different passwords would become the same one.
 * @throws SpedyError invalid_encoding for another charset or invalid UTF-8
 */
export function bodyText(headers: IncomingHttpHeaders, body: Buffer): string {
  for (const [, name = ''] of (headers['content-type'] ?? '').matchAll(charset)) {
    if (!/^utf-?8$/i.test(name))
      throw new SpedyError('invalid_encoding', {
        message: 'Send the body as UTF-8.',
      });
  }
  if (!isUtf8(body)) throw new SpedyError('invalid_encoding');
  return body.toString();
}

/**
 * Returns an error that names the field with an unpaired surrogate, or null if there is none. JSON escapes
 * can express unpaired surrogates, but UTF-8 cannot (RFC 8259 8.2).
 */
export function brokenCharacter(text: string, value: unknown): SpedyError | null {
  const path = surrogateEscape.test(text) ? brokenPath(value) : null;
  return path === null
    ? null
    : invalidField(path.slice(0, pathShown).toWellFormed(), 'must be valid Unicode');
}

/** Path of the first invalid text. Iterative, because a body can be nested as deeply as it is long. */
function brokenPath(value: unknown): string | null {
  const open: [path: string, value: unknown][] = [['', value]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [path, inner] = next;
    if (typeof inner === 'string' && !inner.isWellFormed()) return path;
    if (typeof inner !== 'object' || inner === null) continue;
    for (const [key, field] of Object.entries(inner)) {
      // Limit the path to what is shown; otherwise a deep body would take quadratic time.
      const within = path.length > pathShown ? path : path === '' ? key : `${path}.${key}`;
      if (!key.isWellFormed()) return within;
      open.push([within, field]);
    }
  }
  return null;
}

/**
 * Rejects a form or a query whose percent-encoded bytes are not UTF-8.
 * @param text application/x-www-form-urlencoded
 * @throws SpedyError invalid_encoding
 */
function requireUtf8Form(text: string): void {
  if (!encodedByte.test(text)) return;
  const bytes = Buffer.from(text)
    .toString('latin1')
    .replace(/%([0-9a-f]{2})/gi, (_escape, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    );
  if (!isUtf8(Buffer.from(bytes, 'latin1')))
    throw new SpedyError('invalid_encoding', { message: 'Percent-encode the parameters as UTF-8.' });
}

/**
 * Returns the text of a form body.
 * @throws SpedyError invalid_encoding
 */
export function formText(headers: IncomingHttpHeaders, body: Buffer): string {
  const text = bodyText(headers, body);
  requireUtf8Form(text);
  return text;
}

/**
 * Rejects a request target whose query is not UTF-8.
 * @throws SpedyError invalid_encoding
 */
export function requireUtf8Query(target: string): void {
  const start = target.includes('%') ? target.indexOf('?') : -1;
  if (start !== -1) requireUtf8Form(target.slice(start + 1));
}

/**
 * Rejects a body with a content coding such as gzip (RFC 9110 8.4).
 * @throws SpedyError unsupported_media_type, with the accepted coding in Accept-Encoding (RFC 9110 12.5.3)
 */
export function refuseContentEncoding(headers: IncomingHttpHeaders): void {
  const coding = headers['content-encoding'];
  if (coding === undefined || /^(identity)?$/i.test(coding.trim())) return;
  if (headers['transfer-encoding'] === undefined && !Number(headers['content-length'])) return;
  throw new SpedyError('unsupported_media_type', {
    message: 'Send the body without Content-Encoding.',
    headers: { 'accept-encoding': 'identity' },
  });
}
