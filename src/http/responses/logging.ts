import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';
import { withoutSecrets } from '../../contract/without-secrets.ts';

/** The path of a URL for the log, without the query string and without secrets. */
export function loggablePath(url: string): string {
  const end = url.search(/[?#]/);
  const path = end === -1 ? url : url.slice(0, end);
  return withoutSecrets(path);
}

/** Creates the log: one JSON object per line on standard output, or to `write` in tests. */
export function createLogger(level: string, write?: (line: string) => void): Logger {
  const options = {
    level,
    redact: {
      paths: ['*.password', '*.token', '*.authorization', '*.cookie', 'password', 'token'],
      censor: '[redacted]',
    },
    serializers: {
      err: (error: Error) => {
        const shown = stdSerializers.err(error);
        return {
          type: shown.type,
          message: withoutSecrets(shown.message),
          stack: withoutSecrets(shown.stack),
          code: shown.code,
        };
      },
    },
  };
  return pino(options, write ? { write } : standardOutput());
}

/** Size in bytes of a batch of lines. */
const batch = 4_096;
/** Maximum time in milliseconds that a line waits in a batch. */
const longestWait = 100;

/** Batches lines, because one write per line would cost more than the rest of a request. Flushes on exit. */
function standardOutput(): DestinationStream {
  const stream = pino.destination({ dest: 1, sync: true, minLength: batch, periodicFlush: longestWait });
  process.once('exit', () => stream.flushSync());
  return stream;
}
