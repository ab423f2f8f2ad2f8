import createClient from 'openapi-fetch';
import { ApiError, isApiError, NetworkError } from './errors.ts';
import type { paths } from './schema.ts';
import { renewSession } from './session.ts';

/** The public API at this page's own host, with the session's cookie. */
export const api = createClient<paths>({ credentials: 'same-origin' });

type Result<Data> = { readonly data?: Data; readonly error?: unknown; readonly response: Response };

/**
 * Makes a request and unwraps its answer: `call(() => api.GET('/api/v1/me'))`. Where the session has ended meanwhile,
 * the request waits until the person has signed in again, and is made once more.
 * @throws ApiError; NetworkError
 */
export async function call<Data>(request: () => Promise<Result<Data>>): Promise<Data> {
  try {
    return await callOnce(request);
  } catch (error) {
    if (!isApiError(error, 'authentication_required') || !(await renewSession())) throw error;
    return callOnce(request);
  }
}

/**
 * The same without the wait for a new session: for what signs in and out.
 * @throws ApiError; NetworkError
 */
export async function callOnce<Data>(request: () => Promise<Result<Data>>): Promise<Data> {
  let result: Result<Data>;
  try {
    result = await request();
  } catch (cause) {
    throw new NetworkError('no answer', { cause });
  }
  if (!result.response.ok) throw new ApiError(result.response, result.error);
  return result.data as Data;
}
