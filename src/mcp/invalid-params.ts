import { ProtocolErrorCode } from '@modelcontextprotocol/server';
import { isObject } from './is-object.ts';

/** One issue of the protocol library's validator, as it appears in an error message. */
type Issue = { readonly path: readonly unknown[]; readonly message: string };

/** Maximum number of issues in a message. */
const maxIssues = 5;

/** Returns an error response if params or _meta is not an object; else null. */
export function paramsErrorOf(message: unknown): object | null {
  if (!isObject(message) || message.jsonrpc !== '2.0' || typeof message.method !== 'string') return null;
  const { id, params } = message;
  if ((typeof id !== 'string' && typeof id !== 'number') || params === undefined) return null;
  if (!isPlainObject(params)) return invalidParams(id, 'params must be an object');
  if ('_meta' in params && !isPlainObject(params._meta))
    return invalidParams(id, 'params._meta must be an object');
  return null;
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && !Array.isArray(value);
}

function invalidParams(id: string | number, message: string): object {
  return {
    jsonrpc: '2.0',
    id,
    error: { code: ProtocolErrorCode.InvalidParams, message: `Invalid params: ${message}` },
  };
}

/**
 * Converts a response in which the protocol library reports invalid params as an internal error with its
 * validator's output: the code becomes "invalid params" (JSON-RPC 2.0, 5.1) and the message a sentence.
 * Returns other responses unchanged.
 */
export function withInvalidParams(response: unknown): unknown {
  if (Array.isArray(response)) return response.map(withInvalidParams);
  if (!isObject(response) || !isObject(response.error)) return response;
  const issues = issuesIn(response.error.message);
  if (issues === null) return response;
  const problems = issues
    .slice(0, maxIssues)
    .map(({ path, message }) => `${path.join('.')}: ${withoutPrefix(message)}`);
  const message = `Invalid params: ${problems.join('; ')}`;
  return { ...response, error: { code: ProtocolErrorCode.InvalidParams, message } };
}

function withoutPrefix(message: string): string {
  return message.replace(/^Invalid input: /, '');
}

function issuesIn(message: unknown): readonly Issue[] | null {
  if (typeof message !== 'string' || !message.includes('[')) return null;
  try {
    const issues: unknown = JSON.parse(message.slice(message.indexOf('[')));
    return Array.isArray(issues) && issues.every(isIssue) ? issues : null;
  } catch {
    return null;
  }
}

function isIssue(value: unknown): value is Issue {
  return isObject(value) && Array.isArray(value.path) && typeof value.message === 'string';
}
