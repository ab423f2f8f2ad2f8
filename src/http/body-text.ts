import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { SpedyError } from './errors.ts';

const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/gi;
/** An escape that can be half of a surrogate pair. */
const surrogateEscape = /\\u[dD][89a-fA-F]/;
/** A percent-encoded byte that is not ASCII. */
const encodedByte = /%[89a-f][0-9a-f]/i;

/**
 * The text of a JSON or form body. What is not UTF-8 would be stored with replacement characters in its place: three
 * different passwords would become one.
 * @throws SpedyError invalid_encoding for another charset, or bytes that are not UTF-8
 */
export function bodyText(headers: IncomingHttpHeaders, body: Buffer): string {
  for (const [, name = ''] of (headers['content-type'] ?? '').matchAll(charset)) {
    if (!/^utf-?8$/i.test(name))
      throw new SpedyError('invalid_encoding', {
        message: 'Send the body as UTF-8, not in another charset.',
      });
  }
  if (!isUtf8(body)) throw new SpedyError('invalid_encoding');
  return body.toString();
}

/**
 * What is wrong with text that JSON's escapes can say and Unicode cannot: half of a surrogate pair, which no text in
 * UTF-8 has (RFC 8259 8.2). Null where nothing is.
 */
export function brokenCharacter(text: string, value: unknown): SpedyError | null {
  if (!surrogateEscape.test(text) || isWellFormed(value)) return null;
  return new SpedyError('invalid_encoding', {
    message: 'The body has half of a surrogate pair: send whole Unicode characters.',
  });
}

/** Not by recursion: a body may be as deep as it is long. */
function isWellFormed(value: unknown): boolean {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'string' && !next.isWellFormed()) return false;
    if (typeof next !== 'object' || next === null) continue;
    for (const [key, inner] of Object.entries(next)) {
      if (!key.isWellFormed()) return false;
      open.push(inner);
    }
  }
  return true;
}

/**
 * Refuses a form or a query whose percent-encoded bytes are not UTF-8.
 * @param text application/x-www-form-urlencoded
 * @throws SpedyError invalid_encoding
 */
export function requireUtf8Form(text: string): void {
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
 * The text of a form's body.
 * @throws SpedyError invalid_encoding
 */
export function formText(headers: IncomingHttpHeaders, body: Buffer): string {
  const text = bodyText(headers, body);
  requireUtf8Form(text);
  return text;
}

/** The same of the query of a request's target. */
export function requireUtf8Query(target: string): void {
  const start = target.includes('%') ? target.indexOf('?') : -1;
  if (start !== -1) requireUtf8Form(target.slice(start + 1));
}

/**
 * Refuses a body that is compressed or coded in another way (RFC 9110 8.4): nothing here is decoded.
 * @throws SpedyError unsupported_media_type, with the coding that is taken in Accept-Encoding (RFC 9110 12.5.3)
 */
export function refuseContentEncoding(headers: IncomingHttpHeaders): void {
  const coding = headers['content-encoding'];
  if (coding === undefined || /^(identity)?$/i.test(coding.trim())) return;
  if (headers['transfer-encoding'] === undefined && !Number(headers['content-length'])) return;
  throw new SpedyError('unsupported_media_type', {
    message: 'Send the body as it is, without Content-Encoding.',
    headers: { 'accept-encoding': 'identity' },
  });
}
