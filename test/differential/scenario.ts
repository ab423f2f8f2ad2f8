import type { Request } from './authorization-server.ts';

/** An action in a scenario: by the client, by the member (allow, deny, a device's code), or passing time. */
export type Action =
  | 'authorize'
  | 'allow'
  | 'deny'
  | 'exchange'
  | 'refresh'
  | 'poll'
  | 'device'
  | 'allow device'
  | 'deny device'
  | 'revoke'
  | 'introspect'
  | 'register'
  | 'wait';

/**
 * One step. `{name}` in any text stands for a value of the scenario: client_id, client_secret, code, verifier,
 * challenge, access_token, refresh_token, device_code, user_code. `old_…` is the previous one, `other_…` is another
 * client's.
 */
export type Step = {
  readonly do: Action;
  /** Parameters that add to or replace those of the valid request; null omits one. */
  readonly with?: Readonly<Record<string, string | null>>;
  /** Appended to the query or form unchanged, for repeated parameters and unusual encodings. */
  readonly extra?: string;
  /** Replaces the whole query or body. */
  readonly text?: string;
  /** `Basic user:password` is encoded. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: Request['method'];
  /** At authorize: in a browser without a session. */
  readonly signedOut?: boolean;
  /** Replaces the metadata of a registration. */
  readonly metadata?: unknown;
  readonly seconds?: number;
};

/** Requests to both servers, in this order, from a newly registered client. */
export type Scenario = {
  readonly name: string;
  /** The client's metadata, in addition to those of every client. */
  readonly client?: Readonly<Record<string, unknown>>;
  /** What the client has when the steps start; by default only its id. */
  readonly given?: 'code' | 'tokens' | 'device';
  /** Parameters of the requests that led there. */
  readonly requested?: Readonly<Record<string, string | null>>;
  readonly steps: readonly Step[];
};

/** Creates one scenario for each row. A row contains only the differences from a valid request. */
export function table(
  endpoint: string,
  base: Omit<Scenario, 'name' | 'steps'> & { readonly do: Action },
  rows: Readonly<Record<string, Omit<Step, 'do'> & Omit<Scenario, 'name' | 'steps'>>>,
): Scenario[] {
  const { do: action, ...scenario } = base;
  return Object.entries(rows).map(([name, { client, given, requested, ...step }]) => ({
    ...scenario,
    name: `${endpoint}: ${name}`,
    ...(client && { client }),
    ...(given && { given }),
    ...(requested && { requested }),
    steps: [{ do: action, ...step }],
  }));
}
