import createClient from 'openapi-fetch';
import { askToConfirm } from './confirmation.ts';
import { ApiError, isApiError, NetworkError } from './errors.ts';
import type { paths } from './schema.ts';
import { renewSession } from './session.ts';

/** A client of the public API at this page's host, with the session cookie. */
export const api = createClient<paths>({ credentials: 'same-origin' });

type Result<Data> = { readonly data?: Data; readonly error?: unknown; readonly response: Response };

/**
 * Sends a request and unwraps its response: `call(() => api.GET('/api/v1/me'))`. If the session has ended, waits until
 * the member has signed in again, or if the request needs a confirmation, until they have confirmed. Then sends the
 * request again.
 * @throws ApiError; NetworkError
 */
export async function call<Data>(request: () => Promise<Result<Data>>): Promise<Data> {
  try {
    return await callOnce(request);
  } catch (error) {
    if (!(await mayRepeat(error))) throw error;
    return callOnce(request);
  }
}

async function mayRepeat(error: unknown): Promise<boolean> {
  if (isApiError(error, 'authentication_required')) return renewSession();
  return isApiError(error, 'confirmation_required') && askToConfirm();
}

/**
 * The same, without waiting for a new session: for requests that belong to this session.
 * @throws ApiError; NetworkError
 */
export async function callConfirmed<Data>(request: () => Promise<Result<Data>>): Promise<Data> {
  try {
    return await callOnce(request);
  } catch (error) {
    if (!(isApiError(error, 'confirmation_required') && (await askToConfirm()))) throw error;
    return callOnce(request);
  }
}

/**
 * The same, without waiting for the member: for requests that sign in and out.
 * @throws ApiError; NetworkError
 */
export async function callOnce<Data>(request: () => Promise<Result<Data>>): Promise<Data> {
  let result: Result<Data>;
  try {
    result = await request();
  } catch (cause) {
    throw new NetworkError('No response', { cause });
  }
  if (!result.response.ok) throw new ApiError(result.response, result.error);
  return result.data as Data;
}
