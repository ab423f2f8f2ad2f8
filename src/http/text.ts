import { emailKey } from '../storage/email-key.ts';
import { invalidField } from './errors.ts';

/** Control characters, and the two separators that break a line as they do. */
const unprintable = /[\p{Cc}\u2028\u2029]/u;
/** The same without tab, line feed and carriage return. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the point
const unprintableInProse = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/u;

/**
 * A text of nothing but characters that leave no mark: spaces, controls, format characters, fillers, accents without a
 * letter, and the few that are drawn as blanks although Unicode counts them among letters and symbols.
 */
const blank =
  /^[\p{Cc}\p{Cf}\p{Z}\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\ufffc\u{13441}\u{13442}\u{16fe4}\u{1d159}]*$/u;
/** Characters that leave no mark inside a word. */
const unseen = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;
/** Longest email, in code points (RFC 5321 4.5.3.1.3). */
const emailLength = 254;
/** Marks, embeddings, overrides and isolates of direction (UAX #9). */
const directionMark = /\p{Bidi_Control}/u;

/**
 * A one-line text such as a search: trimmed, 1 to `max` code points, any script, no control characters.
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
 * A name or a title: a line that shows something, in which no mark turns the direction of the words around it.
 * @throws SpedyError validation_failed on the field `path`
 */
export function parseName(path: string, text: string, max: number): string {
  const name = parseLine(path, text, max);
  if (blank.test(name)) throw invalidField(path, 'must have at least one visible character');
  if (directionMark.test(name))
    throw invalidField(path, 'must not have characters that change the direction of text');
  return name;
}

/**
 * A text of several lines, such as a comment: `min` to `max` code points; tabs and line breaks are the only control
 * characters.
 * @throws SpedyError validation_failed on the field `path`
 */
export function parseProse(path: string, text: string, min: number, max: number): string {
  requireLength(path, text, min, max);
  if (unprintableInProse.test(text)) throw invalidField(path, 'must not have control characters');
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
 * An email address as typed, in NFC, and its key, which sign-in looks up. Whether the address exists only a message
 * could tell; the form asks for little, but no character that nobody sees.
 * @throws SpedyError validation_failed on the field `path`
 */
export function parseEmail(path: string, text: string): { email: string; key: string } {
  const email = parseName(path, text, emailLength).normalize('NFC');
  const key = emailKey(email);
  // Folding makes a few letters longer, and the key stands in an index.
  const isSound = /^[^\s@]+@[^\s@]+$/.test(email) && !unseen.test(email) && key.length <= 2 * emailLength;
  if (!isSound) throw invalidField(path, 'must be an email address');
  return { email, key };
}
