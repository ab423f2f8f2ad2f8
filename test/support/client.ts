import { expect } from 'vitest';
import type { Server } from '../../src/http/server.ts';

export type Call = {
  /** The organization's subdomain; null for the bare domain. */
  readonly at?: string | null;
  readonly token?: string;
  /** A session's cookie, sent with the Origin of the same host unless `headers` contains another. */
  readonly cookie?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The client's address. */
  readonly address?: string;
};
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** The parsed body, or undefined if it is empty or not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into bodies of every shape
  readonly body: any;
};
export type Send = (method: string, path: string, call?: Call) => Promise<Answer>;

/** Returns a function that sends requests to a server in this process, by default to acme-corp's host. */
export function clientOf(server: Server, baseHost: string): Send {
  return async (method, path, { at = 'acme-corp', token, cookie, body, headers = {}, address } = {}) => {
    const host = at === null ? baseHost : `${at}.${baseHost}`;
    const response = await server.inject({
      method: method as 'GET',
      url: path,
      ...(address === undefined ? {} : { remoteAddress: address }),
      headers: {
        host,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(cookie === undefined ? {} : { cookie, origin: `http://${host}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
    });
    const headersAsText = Object.entries(response.headers).map(([name, value]) => [name, value?.toString()]);
    const isJson = /^application\/(scim\+)?json/.test(String(response.headers['content-type']));
    return {
      status: response.statusCode,
      headers: Object.fromEntries(headersAsText),
      text: response.body,
      body: isJson && response.body !== '' ? JSON.parse(response.body) : undefined,
    };
  };
}

/** Asserts an error of the catalog in the common format, and returns its body. */
export function expectError(answer: Answer, status: number, code: string): Answer['body'] {
  expect({ status: answer.status, code: answer.body?.code }, answer.text).toEqual({ status, code });
  expect(answer.body).toMatchObject({
    statusCode: status,
    error: expect.any(String),
    message: expect.any(String),
    requestId: expect.stringMatching(/\S/),
  });
  return answer.body;
}
