import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/**
 * The largest multiple of 62 in a byte. Larger bytes are drawn again; otherwise the first letters would be
 * more likely.
 */
const byteLimit = 248;

/** Returns `length` base62 letters from the system's secure random source, each equally likely. */
export function randomBase62(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length - text.length + 8)) {
      if (byte < byteLimit && text.length < length) text += alphabet.charAt(byte % 62);
    }
  }
  return text;
}

/** Encodes a non-negative integer in base62, left-padded with `0` to `width` characters. */
export function encodeBase62(value: number, width: number): string {
  let text = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = alphabet.charAt(rest % 62) + text;
  return text.padStart(width, '0');
}

/** Whether a text ends with `encodeBase62(value, width)`. Creates no text, because every request checks its token. */
export function endsWithBase62(text: string, value: number, width: number): boolean {
  let rest = value;
  for (let index = text.length - 1; index >= text.length - width; index -= 1) {
    if (text.charCodeAt(index) !== alphabet.charCodeAt(rest % 62)) return false;
    rest = Math.floor(rest / 62);
  }
  return rest === 0;
}

/**
 * Returns the last `length` base62 digits of bytes read as a number. Evenly distributed if there are many
 * more bits than digits.
 */
export function base62FromBytes(bytes: Uint8Array, length: number): string {
  let rest = BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);
  let text = '';
  for (; text.length < length; rest /= 62n) text = alphabet.charAt(Number(rest % 62n)) + text;
  return text;
}
