import { emailKey } from '../storage/email-key.ts';
import { invalidField } from './errors.ts';

/** Control characters and the two Unicode line separators. */
const unprintable = /[\p{Cc}\u2028\u2029]/u;
/** Control characters without tab, line feed and carriage return. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the point
const unprintableInProse = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/u;

/**
 * A text of invisible characters only: spaces, controls, format characters, fillers, accents without a
 * letter, and the few blanks that Unicode counts as letters and symbols.
 */
const blank =
  /^[\p{Cc}\p{Cf}\p{Z}\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\ufffc\u{13441}\u{13442}\u{16fe4}\u{1d159}]*$/u;
/** Characters that are invisible inside a word. */
const invisible = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;
/** Maximum length of an email in code points (RFC 5321 4.5.3.1.3). */
const emailLength = 254;
/** Direction marks, embeddings, overrides and isolates (UAX #9). */
const directionMark = /\p{Bidi_Control}/u;

/**
 * Parses a one-line text such as a search: trimmed, 1 to `max` code points, any script, no control
 * characters.
 * @throws SpedyError validation_failed on the field `path`
 */
export function parseLine(path: string, text: string, max: number): string {
  const line = text.trim();
  requireLength(path, line, 1, max);
  if (unprintable.test(line))
    throw invalidField(path, 'must not contain line breaks or other control characters');
  return line;
}

/**
 * Parses a name or a title: a line with a visible character and without direction marks.
 * @throws SpedyError validation_failed on the field `path`
 */
export function parseName(path: string, text: string, max: number): string {
  const name = parseLine(path, text, max);
  if (blank.test(name)) throw invalidField(path, 'must have at least one visible character');
  if (directionMark.test(name))
    throw invalidField(path, 'must not contain characters that change the direction of text');
  return name;
}

/**
 * Parses a text of several lines, such as a comment: `min` to `max` code points. Tabs and line breaks are the
 * only control characters allowed.
 * @throws SpedyError validation_failed on the field `path`
 */
export function parseProse(path: string, text: string, min: number, max: number): string {
  requireLength(path, text, min, max);
  if (unprintableInProse.test(text)) throw invalidField(path, 'must not contain control characters');
  if (min > 0 && blank.test(text)) throw invalidField(path, 'must not be empty');
  return text;
}

function requireLength(path: string, text: string, min: number, max: number): void {
  if (!text.isWellFormed()) throw invalidField(path, 'must be valid Unicode');
  const length = [...text].length;
  if (length < min) throw invalidField(path, 'must not be empty');
  if (length > max) throw invalidField(path, `must be at most ${max} characters; it has ${length}`);
}

/**
 * Parses an email address. Returns it as typed, in NFC, and its key, which sign-in looks up. The format check
 * is lenient, because only a message can prove that an address exists, but rejects invisible characters.
 * @throws SpedyError validation_failed on the field `path`
 */
export function parseEmail(path: string, text: string): { email: string; key: string } {
  const email = parseName(path, text, emailLength).normalize('NFC');
  const key = emailKey(email);
  // Case folding makes a few letters longer, and the key is indexed.
  const isValid = /^[^\s@]+@[^\s@]+$/.test(email) && !invisible.test(email) && key.length <= 2 * emailLength;
  if (!isValid) throw invalidField(path, 'must be an email address');
  return { email, key };
}
