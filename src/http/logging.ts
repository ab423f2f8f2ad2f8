import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';

/** Anything that looks like one of our secrets, wherever it stands in a text. */
const secretForm = /(?:spedy_[a-z]{3}_|spd_)[0-9A-Za-z]+/g;
/** Escapes of characters that need none: a token written with them is still the token (RFC 3986 6.2.2.2). */
const needlessEscape = /%(?:3\d|[46][1-9a-f]|[57][0-9a]|5f)/gi;
/** A percent sign, escaped however often. */
const escapedEscape = /%(?:25)+/g;
/** Rounds of unescaping: each makes a text shorter that was escaped anew, and 16 KiB hold no more than ten. */
const mostRounds = 30;

/**
 * A text with our secrets blotted out: somebody will paste a token into a path. One that is percent-encoded, however
 * often, is a token still; a text that has one is shown decoded.
 */
export function withoutSecrets(text: string): string {
  if (!text.includes('%')) return text.replace(secretForm, '[redacted]');
  const decoded = unescaped(text);
  const shown = decoded.replace(secretForm, '[redacted]');
  return shown === decoded ? text : shown;
}

function unescaped(text: string): string {
  let plain = text;
  for (let round = 0; round < mostRounds; round += 1) {
    const next = plain.replace(escapedEscape, '%').replace(needlessEscape, decodeURIComponent);
    if (next === plain) break;
    plain = next;
  }
  return plain;
}

/** The path of a URL, for the log: without the query string, which may carry anything, and without secrets. */
export function loggablePath(url: string): string {
  const end = url.search(/[?#]/);
  const path = end === -1 ? url : url.slice(0, end);
  return withoutSecrets(path);
}

/** The program's log: one JSON object a line on standard output, or to `write` in tests. */
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

/** Bytes of lines that are written together. */
const batch = 4_096;
/** Milliseconds that a line waits for others at most. */
const longestWait = 100;

/** A write to the system for each line would cost more than the rest of a request. What waits is written on exit. */
function standardOutput(): DestinationStream {
  const stream = pino.destination({ dest: 1, sync: true, minLength: batch, periodicFlush: longestWait });
  process.once('exit', () => stream.flushSync());
  return stream;
}
