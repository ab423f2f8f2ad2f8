import { invalidField } from './errors.ts';

/** Control characters, and the two separators that break a line as they do. */
const unprintable = /[\p{Cc}\u2028\u2029]/u;
/** The same without tab, line feed and carriage return. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the point
const unprintableInProse = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/u;

/**
 * A one-line text such as a name: trimmed, 1 to `max` code points, any script, no control characters.
 * @throws SpedyError validation_failed on the field `path`
 */
export function parseLine(path: string, text: string, max: number): string {
  const line = text.trim();
  requireLength(path, line, 1, max);
  if (unprintable.test(line))
    throw invalidField(path, 'must not have line breaks or other control characters');
  return line;
}

/**
 * A text of several lines, such as a comment: `min` to `max` code points; tabs and line breaks are the only control
 * characters.
 * @throws SpedyError validation_failed on the field `path`
 */
export function parseProse(path: string, text: string, min: number, max: number): string {
  if (min > 0 && text.trim() === '') throw invalidField(path, 'must not be empty');
  requireLength(path, text, min, max);
  if (unprintableInProse.test(text)) throw invalidField(path, 'must not have control characters');
  return text;
}

function requireLength(path: string, text: string, min: number, max: number): void {
  if (!text.isWellFormed()) throw invalidField(path, 'must be valid Unicode');
  const length = [...text].length;
  if (length < min) throw invalidField(path, 'must not be empty');
  if (length > max) throw invalidField(path, `must be at most ${max} characters; it has ${length}`);
}

/**
 * An email address as typed, and its key: lower case, what sign-in looks up. Whether the address exists only a
 * message could tell; the form asks for little.
 * @throws SpedyError validation_failed on the field `path`
 */
export function parseEmail(path: string, text: string): { email: string; key: string } {
  const email = parseLine(path, text, 254);
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw invalidField(path, 'must be an email address');
  return { email, key: email.toLowerCase() };
}
