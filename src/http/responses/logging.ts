import { hostname } from 'node:os';
import { type DestinationStream, type Logger, type LoggerOptions, pino, stdSerializers } from 'pino';
import { withoutSecrets } from '../../contract/without-secrets.ts';
import { type TraceIds, tracing } from '../../telemetry/tracing.ts';
import { ecsLine } from './log-formats/ecs.ts';
import type { LogFormat, LogRecord } from './log-formats/log-format.ts';
import { plainLine } from './log-formats/plain.ts';

/** The path of a URL for the log, without the query string and without secrets. */
export function loggablePath(url: string): string {
  const end = url.search(/[?#]/);
  const path = end === -1 ? url : url.slice(0, end);
  return withoutSecrets(path);
}

/** The number of pino's level. */
const info = 30;
/** The fields of every line that name the process. */
const base = { pid: process.pid, hostname: hostname() };

type LogMethod = NonNullable<NonNullable<LoggerOptions['hooks']>['logMethod']>;

type LogOptions = {
  /** Rewrites messages, such as the names of settings in them. */
  readonly name?: (message: string) => string;
  readonly format?: LogFormat;
  /** Takes the lines, in tests. */
  readonly write?: (line: string) => void;
};

/** Creates the log: one line for each event, on standard output. */
export function createLogger(level: string, { format = 'json', write, name }: LogOptions = {}): Logger {
  const options = {
    level,
    base,
    ...(name && { hooks: { logMethod: rewriting(name) } }),
    mixin: () => tracing?.current() ?? {},
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
  const stream = write ? { write } : standardOutput();
  const formatLine = formatters[format];
  const formatted = formatLine && { write: (line: string) => stream.write(formatLine(JSON.parse(line))) };
  const log = pino(options, formatted ?? stream);
  streams.set(log, { stream, formatLine });
  return log;
}

/** Rewrites the messages of pino's lines. The lines of requests are written without it, and name no settings. */
function rewriting(name: (message: string) => string): LogMethod {
  return function rewrite(values, method) {
    const [fields, message] = values;
    if (typeof fields === 'string') method.call(this, name(fields));
    else method.call(this, fields, message === undefined ? message : name(message));
  };
}

/** Null for the form that pino writes. */
const formatters: Readonly<Record<LogFormat, ((record: LogRecord) => string) | null>> = {
  json: null,
  ecs: ecsLine,
  plain: plainLine,
};

/** Where the logs of `createLogger` write, and how. */
const streams = new WeakMap<
  object,
  { readonly stream: DestinationStream; readonly formatLine: ((record: LogRecord) => string) | null }
>();

/** The fields of a request's line. None contains a secret: host, path and reason are redacted before. */
type RequestLine = {
  readonly requestId: string;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly status: number;
  /** Of the error, if there is one. */
  readonly code?: string | undefined;
  readonly reason?: string | undefined;
  readonly milliseconds: number;
  readonly organization?: string | undefined;
  readonly user?: string | undefined;
  readonly trace?: TraceIds | null | undefined;
};

/**
 * Returns a function that logs a request. Its line has pino's form but is built here, because pino takes several times
 * longer, and this line is written for every request.
 */
export function requestLog(log: Logger): (line: RequestLine) => void {
  const { stream, formatLine = null } = streams.get(log) ?? {};
  if (!stream || !log.isLevelEnabled('info')) return () => {};
  if (formatLine) return (line) => void stream.write(formatLine(recordOf(line)));
  const start = `{"level":${log.levels.values.info},"time":`;
  const process = JSON.stringify(base).slice(1, -1);
  const timeOf = millisecondClock();
  return (line) => {
    const error = line.code === undefined ? '' : `,"code":${JSON.stringify(line.code)}`;
    const reason = line.reason === undefined ? '' : `,"reason":${JSON.stringify(line.reason)}`;
    const organization = line.organization === undefined ? '' : `,"organization":"${line.organization}"`;
    const user = line.user === undefined ? '' : `,"user":"${line.user}"`;
    const trace = line.trace ? `,"traceId":"${line.trace.traceId}","spanId":"${line.trace.spanId}"` : '';
    stream.write(
      `${start}${timeOf(Date.now())},${process},"requestId":"${line.requestId}","method":"${line.method}",` +
        `"host":${quoted(line.host)},"path":${quoted(line.path)},"status":${line.status}${error}${reason},` +
        `"milliseconds":${tenths(line.milliseconds)}${organization}${user}${trace},"msg":"request"}\n`,
    );
  };
}

function recordOf({ trace, ...line }: RequestLine): LogRecord {
  return { level: info, time: Date.now(), ...base, ...line, ...trace, msg: 'request' };
}

/** Text that JSON does not escape. */
const plain = /^[ !#-[\]-~]*$/;

/** JSON of a text. The check takes a third of the time of JSON.stringify. */
function quoted(text: string): string {
  return plain.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** A duration with at most one decimal. V8 takes much longer to convert a fraction than two integers. */
function tenths(milliseconds: number): string {
  const count = Math.round(milliseconds * 10);
  const whole = Math.floor(count / 10);
  const rest = count - 10 * whole;
  return rest === 0 ? `${whole}` : `${whole}.${rest}`;
}

/** Returns a function that converts milliseconds since the epoch to text, and the digits of a second only once. */
function millisecondClock(): (time: number) => string {
  let second = 0;
  let digits = '';
  return (time) => {
    const current = Math.floor(time / 1000);
    if (current !== second) {
      second = current;
      digits = String(current);
    }
    return digits + String(time - current * 1000).padStart(3, '0');
  };
}

/**
 * Number of characters after which a batch of lines is written. The supervisor of several workers passes each batch on,
 * which costs it about as much for three times the lines. A pipe takes 65,536 bytes without waiting for its reader.
 */
const batch = 49_152;
/** Maximum time in milliseconds that a line waits in a batch. */
const longestWait = 100;
/** Batches lines, because one write per line would cost more than the rest of a request. Writes the last ones on exit. */
function standardOutput(): DestinationStream {
  const stream = pino.destination({ dest: 1, sync: true });
  let lines = '';
  let isWaiting = false;
  const flush = () => {
    const written = lines;
    lines = '';
    if (written !== '') stream.write(written);
  };
  const onTime = () => {
    isWaiting = false;
    flush();
  };
  process.once('exit', flush);
  // SIGTERM and SIGINT end the server with `exit`. A listener to SIGHUP would end one that nohup protects from it.
  process.once('SIGQUIT', () => {
    flush();
    if (process.listenerCount('SIGQUIT') === 0) process.kill(process.pid, 'SIGQUIT');
  });
  return {
    write: (line) => {
      lines += line;
      if (lines.length >= batch) flush();
      else if (!isWaiting) {
        isWaiting = true;
        setTimeout(onTime, longestWait).unref();
      }
    },
  };
}
