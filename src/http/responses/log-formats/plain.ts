import { type LogRecord, levelName } from './log-format.ts';

/** Fields at the end of a line, in this order, if it has them. */
const last = ['requestId', 'traceId', 'spanId', 'pid'];
/** What is not shown: the machine is known to who reads its log. */
const hidden = ['hostname', ...last];

/** Formats a line as text for people: time, level, what happened, and `name=value` for the rest. Always one line. */
export function plainLine({ level, time, msg = '', ...rest }: LogRecord): string {
  const isRequest = msg === 'request' && typeof rest.method === 'string';
  const { method, path, status, milliseconds, ...others } = rest;
  const text = isRequest
    ? `${method} ${printable(String(path))} ${status}${milliseconds === undefined ? '' : ` ${rounded(milliseconds)} ms`}`
    : printable(msg);
  const pairs = Object.entries(isRequest ? others : rest)
    .filter(([name]) => !hidden.includes(name))
    .concat(last.map((name) => [name, rest[name]]))
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${shown(value)}`]));
  const head = `${new Date(time).toISOString()} ${levelName(level).toUpperCase().padEnd(5)} ${text}`;
  return `${[head, ...pairs].join(' ')}\n`;
}

function rounded(milliseconds: unknown): number {
  return Math.round(Number(milliseconds) * 10) / 10;
}

/** Without quotes if that is clear. */
function shown(value: unknown): string {
  if (typeof value === 'string' && /^[^\s"=\\{}]+$/.test(value)) return printable(value);
  return printable(JSON.stringify(value) ?? 'null');
}

/** What a terminal would carry out, or would show as another line or in another order. */
const unprintable = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

function printable(text: string): string {
  return text.replace(unprintable, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
