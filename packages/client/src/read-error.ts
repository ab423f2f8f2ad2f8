import { type ErrorDetail, SpedyApiError, SpedyClientError } from './errors.ts';
import { retryAfterOf } from './retry.ts';

/** Bytes of an error's body that are read. Spedy's are shorter. */
const maxBody = 100_000;

/** Reads the error of a response, in Spedy's form or in that of RFC 6749. */
export async function readError(response: Response): Promise<SpedyApiError | SpedyClientError> {
  const { status } = response;
  const body = parseObject(await response.text().catch(() => ''));
  const code = textOf(body?.code) ?? textOf(body?.error);
  if (!body || code === null)
    return new SpedyClientError(
      'unexpected_response',
      `The response is not from Spedy's API (HTTP ${status}). Check the address, and any proxy in between.`,
    );
  return new SpedyApiError({
    code,
    message: textOf(body.message) ?? textOf(body.error_description) ?? code,
    status,
    requestId: textOf(body.requestId) ?? response.headers.get('x-request-id'),
    details: detailsOf(body.details),
    tokenId: textOf(body.tokenId),
    retryAfter: retryAfterOf(response),
  });
}

function parseObject(text: string): Record<string, unknown> | null {
  if (text.length > maxBody) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function detailsOf(value: unknown): ErrorDetail[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null || !('path' in entry) || !('message' in entry)) return [];
    const [path, message] = [textOf(entry.path), textOf(entry.message)];
    return path === null || message === null ? [] : [{ path, message }];
  });
}
