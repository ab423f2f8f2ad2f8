import { CommandFailure } from './failure.ts';

/** Maximum length in bytes, far above that of any password. */
const limit = 4_096;

/**
 * Reads the first line of a stream, without its line break.
 * @param what the expected value, for error messages
 * @throws CommandFailure if the line is empty, too long or not UTF-8
 */
export async function readLine(
  stream: AsyncIterable<Uint8Array | string>,
  what = 'password',
): Promise<string> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of stream) {
    bytes = Buffer.concat([bytes, Buffer.from(chunk)]);
    if (bytes.includes('\n') || bytes.length > limit) break;
  }
  const end = bytes.indexOf('\n');
  if (end === -1 && bytes.length > limit) throw new CommandFailure('the line on standard input is too long');
  const line = decode(end === -1 ? bytes : bytes.subarray(0, end)).replace(/\r$/, '');
  if (line === '') throw new CommandFailure(`standard input has no ${what}: its first line is empty`);
  return line;
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new CommandFailure('standard input is not UTF-8 text');
  }
}

/** The most bytes that the server takes in a body. */
const bodyLimit = 65_536;

/**
 * Reads a stream to its end, as UTF-8.
 * @throws CommandFailure if it is longer than the server takes, or not UTF-8
 */
export async function readAll(stream: AsyncIterable<Uint8Array | string>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk));
    length += chunk.length;
    if (length > bodyLimit)
      throw new CommandFailure('standard input is longer than 64 KiB, which the server takes at most');
  }
  return decode(Buffer.concat(chunks));
}
