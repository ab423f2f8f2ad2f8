import { readFile } from 'node:fs/promises';
import { CommandFailure, UsageError } from '../failure.ts';
import { readAll } from '../read-line.ts';
import type { Terminal } from '../terminal.ts';
import type { ApiOptions } from './options.ts';

export type ApiRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

/**
 * Builds the request of `spedy api`.
 * @throws UsageError; CommandFailure if a file cannot be read
 */
export async function buildRequest(
  terminal: Terminal,
  path: string,
  options: ApiOptions,
): Promise<ApiRequest> {
  const fields = await readFields(options);
  const body = options.input === undefined ? undefined : await readInput(terminal, options.input);
  const hasContent = fields.length > 0 || body !== undefined;
  const method = parseMethod(options.method ?? (hasContent ? 'POST' : 'GET'));
  const headers = parseHeaders(options.header ?? []);
  const url = parsePath(path);
  if (body !== undefined) return { method, path: url, headers: { ...json, ...headers }, body };
  if (fields.length === 0) return { method, path: url, headers };
  if (['GET', 'HEAD', 'DELETE'].includes(method)) return { method, path: withQuery(url, fields), headers };
  return {
    method,
    path: url,
    headers: { ...json, ...headers },
    body: JSON.stringify(Object.fromEntries(fields)),
  };
}

const json = { 'content-type': 'application/json' };

type Field = readonly [name: string, value: unknown];

async function readFields({ rawField = [], field = [] }: ApiOptions): Promise<Field[]> {
  const raw = rawField.map((text): Field => splitAt(text, '=', '--raw-field'));
  const typed = field.map(async (text): Promise<Field> => {
    const [name, value] = splitAt(text, '=', '--field');
    return [name, await parseValue(value)];
  });
  return [...raw, ...(await Promise.all(typed))];
}

async function parseValue(text: string): Promise<unknown> {
  if (/^(true|false|null|-?\d{1,15})$/.test(text)) return JSON.parse(text);
  return text.startsWith('@') ? readFileAt(text.slice(1)) : text;
}

async function readInput({ stdin }: Terminal, file: string): Promise<string> {
  return file === '-' ? readAll(stdin) : readFileAt(file);
}

async function readFileAt(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new CommandFailure(`cannot read the file ${file} (${code})`);
  }
}

function parseMethod(text: string): string {
  if (/^[A-Za-z]{1,20}$/.test(text)) return text.toUpperCase();
  throw new UsageError('--method must be an HTTP method, such as PATCH');
}

/** The credential comes from the sign-in or SPEDY_TOKEN: arguments are visible to others on this machine. */
function parseHeaders(headers: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    headers.map((text) => {
      const [name, value] = splitAt(text, ':', '--header');
      if (/^(authorization|cookie)$/i.test(name))
        throw new UsageError(`--header cannot be ${name}: set SPEDY_TOKEN, or sign in with spedy login`);
      if (/^(host|content-length|transfer-encoding|connection)$/i.test(name))
        throw new UsageError(`--header cannot be ${name}: it follows from the request`);
      if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[^\t\x20-\x7e]/.test(value))
        throw new UsageError(`--header '${name}' is not a header: use name:value`);
      return [name.toLowerCase(), value.trim()];
    }),
  );
}

function splitAt(text: string, separator: string, option: string): [name: string, value: string] {
  const at = text.indexOf(separator);
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new UsageError(`${option} must have the form name${separator}value`);
}

/** Returns a path of this host only: `//other/x` or a whole address would send the credential elsewhere. */
function parsePath(text: string): string {
  const path = text.startsWith('/') ? text : `/api/v1/${text}`;
  const url = URL.parse(path, 'https://spedy.invalid');
  // `/.//other/x` has the path `//other/x`, which would name another host when it is resolved again.
  const isHere = url?.host === 'spedy.invalid' && !url.pathname.startsWith('//');
  if (/^[a-z][a-z0-9+.-]*:/i.test(text) || !isHere)
    throw new UsageError(
      'the path must be one of the API, such as tickets or /api/v1/tickets; the host is --host',
    );
  return url.pathname + url.search;
}

function withQuery(path: string, fields: readonly Field[]): string {
  const url = new URL(path, 'https://spedy.invalid');
  for (const [name, value] of fields) url.searchParams.append(name, String(value));
  return url.pathname + url.search;
}
