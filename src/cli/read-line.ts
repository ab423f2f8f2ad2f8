import { CommandFailure } from './failure.ts';

/** Far more bytes than the longest password has. */
const limit = 4_096;

/**
 * The first line of a stream, without its line break; the rest is not looked at.
 * @param what is wanted, for the refusal
 * @throws CommandFailure when it is empty, too long or not UTF-8
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
  if (line === '') throw new CommandFailure(`standard input gave no ${what}: its first line is empty`);
  return line;
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new CommandFailure('standard input is not UTF-8 text');
  }
}
