import { AsyncLocalStorage } from 'node:async_hooks';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

/** Milliseconds that a reader may take for one part of an export. */
const readLimit = 30_000;

/**
 * Returns a stream of text that is produced as it is read, one part ahead. Before each part, other requests get a turn:
 * on SQLite, reading the log does not wait for anything. A reader that stands still is cut off, and when the reader has
 * gone, nothing more is produced.
 * @param onClose called once, at the end or when the reader has gone
 */
export function exportStream(text: AsyncIterable<string>, onClose: () => void): Readable {
  const parts = text[Symbol.asyncIterator]();
  // A stream is read in the context of its socket; queries belong to the request's.
  const inContext = AsyncLocalStorage.snapshot();
  let waiting: NodeJS.Timeout | undefined;
  const waitForReader = () => {
    waiting = setTimeout(() => stream.destroy(new Error('The reader of the export stands still')), readLimit);
  };
  const produce = async () => {
    clearTimeout(waiting);
    await setImmediate();
    if (stream.destroyed) return;
    const { done, value } = await inContext(() => parts.next());
    if (stream.destroyed) return;
    waitForReader();
    stream.push(done === true ? null : value);
  };
  // A stream reads in the context of whoever consumes it, but this is the work of the caller.
  const asCaller = AsyncLocalStorage.snapshot();
  const stream = new Readable({
    highWaterMark: 1,
    read: () => void asCaller(produce).catch((error: Error) => stream.destroy(error)),
    destroy: (error, done) => {
      clearTimeout(waiting);
      onClose();
      Promise.resolve(parts.return?.()).then(
        () => done(error),
        (failure: Error) => done(error ?? failure),
      );
    },
  });
  waitForReader();
  return stream;
}
