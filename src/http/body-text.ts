import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { invalidField, SpedyError } from './errors.ts';

const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/gi;
/** An escape that can be half of a surrogate pair. */
const surrogateEscape = /\\u[dD][89a-fA-F]/;
/** Characters of a field's path shown at most. */
const pathShown = 100;
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
 * UTF-8 has (RFC 8259 8.2). The error names the field; null where nothing is wrong.
 */
export function brokenCharacter(text: string, value: unknown): SpedyError | null {
  const path = surrogateEscape.test(text) ? brokenPath(value) : null;
  return path === null
    ? null
    : invalidField(path.slice(0, pathShown).toWellFormed(), 'must be valid Unicode');
}

/** Where the first broken text is. Not by recursion: a body may be as deep as it is long. */
function brokenPath(value: unknown): string | null {
  const open: [path: string, value: unknown][] = [['', value]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [path, inner] = next;
    if (typeof inner === 'string' && !inner.isWellFormed()) return path;
    if (typeof inner !== 'object' || inner === null) continue;
    for (const [key, field] of Object.entries(inner)) {
      // No longer than what is shown of it, or a deep body would take its length squared.
      const within = path.length > pathShown ? path : path === '' ? key : `${path}.${key}`;
      if (!key.isWellFormed()) return within;
      open.push([within, field]);
    }
  }
  return null;
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
