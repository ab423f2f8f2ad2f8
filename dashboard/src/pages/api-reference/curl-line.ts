import { jsonSchemaOf } from '../../api/reference/api-document.ts';
import { smallestExampleOf } from './example-of.ts';
import type { Operation } from './operations.ts';

/**
 * Returns a curl command that calls an operation. Null for operations that only a session may call, and for
 * those that take a form that the document does not describe.
 */
export function curlLine(operation: Operation, origin: string): string | null {
  const { method, path, security = [], requestBody, parameters = [] } = operation;
  const isOpen = security.length === 0;
  if (!isOpen && !security.some((way) => way.token)) return null;
  const schema = jsonSchemaOf(requestBody);
  if (schema === null && operation.tags?.includes('OAuth') && isOpen) return null;
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required)
    .map(({ name }) => `${name}=…`);
  const words = [
    method === 'GET' ? 'curl' : `curl -X ${method}`,
    ...(isOpen ? [] : ['-H "Authorization: Bearer $SPEDY_TOKEN"']),
    ...(schema === null
      ? []
      : ["-H 'Content-Type: application/json'", `-d ${quoted(smallestExampleOf(schema))}`]),
    `"${origin}${path}${query.length > 0 ? `?${query.join('&')}` : ''}"`,
  ];
  return words.join(' \\\n  ');
}

/** JSON in single quotes, for a POSIX shell. */
function quoted(value: unknown): string {
  return `'${JSON.stringify(value).replaceAll("'", "'\\''")}'`;
}
