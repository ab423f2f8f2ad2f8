import { type LogRecord, levelName } from './log-format.ts';

/** The version of the Elastic Common Schema. */
const ecsVersion = '8.17.0';

/** The fields of ECS for ours. */
const fields: Readonly<Record<string, string>> = {
  pid: 'process.pid',
  hostname: 'host.hostname',
  requestId: 'http.request.id',
  method: 'http.request.method',
  host: 'url.domain',
  path: 'url.path',
  status: 'http.response.status_code',
  code: 'error.code',
  organization: 'organization.name',
  user: 'user.id',
  traceId: 'trace.id',
  spanId: 'span.id',
};

const nanosecondsPerMillisecond = 1_000_000;

/** Formats a line in the Elastic Common Schema, in the order of its rules for logs. Fields that it does not have are `spedy.*`. */
export function ecsLine({ level, time, msg = '', ...rest }: LogRecord): string {
  const { milliseconds, err, ...others } = rest;
  const line: Record<string, unknown> = {
    '@timestamp': new Date(time).toISOString(),
    'log.level': levelName(level),
    message: isRequest(msg, rest) ? `${rest.method} ${rest.path} ${rest.status}` : msg,
    'ecs.version': ecsVersion,
    'service.name': 'spedy',
  };
  for (const [name, value] of Object.entries(others)) line[fields[name] ?? `spedy.${name}`] = value;
  if (isRequest(msg, rest)) {
    line['event.kind'] = 'event';
    line['event.category'] = ['web'];
    line['event.type'] = ['access'];
    line['event.dataset'] = 'spedy.access';
    line['event.outcome'] = Number(rest.status) < 400 ? 'success' : 'failure';
    if (typeof milliseconds === 'number')
      line['event.duration'] = Math.round(milliseconds * nanosecondsPerMillisecond);
  } else if (milliseconds !== undefined) line['spedy.milliseconds'] = milliseconds;
  if (typeof err === 'object' && err !== null) Object.assign(line, errorFields(err));
  return `${JSON.stringify(line)}\n`;
}

function isRequest(msg: string, { method }: Readonly<Record<string, unknown>>): boolean {
  return msg === 'request' && typeof method === 'string';
}

type ShownError = { type?: unknown; message?: unknown; stack?: unknown; code?: unknown };

function errorFields({ type, message, stack, code }: ShownError) {
  const shown = { 'error.type': type, 'error.message': message, 'error.stack_trace': stack };
  return code === undefined ? shown : { ...shown, 'error.code': String(code) };
}
