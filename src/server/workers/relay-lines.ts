import type { Readable, Writable } from 'node:stream';

const newline = 10;
/** Bytes after which an unfinished line is passed on. */
const longestLine = 1_048_576;

/**
 * Passes on whole lines: several workers would otherwise mix theirs, because a pipe keeps only short writes together.
 * Resolves at the end of the input.
 */
export function relayLines(from: Readable, to: Writable): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  from.on('data', (chunk: Buffer) => {
    const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = all.length > longestLine ? all.length : all.lastIndexOf(newline) + 1;
    if (end > 0) to.write(all.subarray(0, end));
    rest = all.subarray(end);
  });
  return new Promise((resolve) => {
    from.once('close', () => {
      // What a killed process could not finish.
      if (rest.length > 0) to.write(`${rest}\n`);
      resolve();
    });
  });
}
