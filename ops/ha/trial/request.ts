import { Agent, request } from 'node:http';

/** The organization of the trial. */
export const slug = 'trial';
const host = `${slug}.localhost:3000`;

/** Milliseconds after which a request counts as unanswered. The servers promise 2.5 seconds. */
const limit = 5_000;

const agent = new Agent({ keepAlive: true, maxSockets: 200 });

export type Answer = {
  /** 0 if there was no answer. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** Times of `performance.now()`. */
  readonly began: number;
  readonly ended: number;
};

export type Call = {
  readonly method?: string;
  readonly path: string;
  readonly token?: string;
  readonly cookie?: string;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
};

/** Sends a request to one of the servers. Never throws. */
export function send(
  origin: string,
  { method = 'GET', path, token, cookie, json, form }: Call,
): Promise<Answer> {
  const body = form ? new URLSearchParams(form).toString() : json === undefined ? '' : JSON.stringify(json);
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json';
  const headers = {
    host,
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(cookie === undefined ? {} : { cookie, origin: `http://${host}` }),
    ...(body === '' ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) }),
  };
  const began = performance.now();
  const failed = { status: 0, headers: {}, body: {}, text: '', began };
  return new Promise((resolve) => {
    const fail = () => resolve({ ...failed, ended: performance.now() });
    const sent = request(`${origin}${path}`, { method, headers, agent, timeout: limit }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', fail);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: flatten(response.headers),
          body: parse(response.headers['content-type'], text),
          text,
          began,
          ended: performance.now(),
        }),
      );
    });
    sent.on('timeout', () => sent.destroy());
    sent.on('error', fail);
    sent.end(body);
  });
}

function flatten(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value ?? '')]));
}

function parse(type: string | undefined, text: string): Readonly<Record<string, unknown>> {
  if (!type?.startsWith('application/json') || text === '') return {};
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** @throws Error unless the answer has the expected status, for requests that prepare the trial */
export function expectStatus(answer: Answer, status: number): Answer {
  if (answer.status !== status) throw new Error(`expected ${status}, got ${answer.status}: ${answer.text}`);
  return answer;
}
