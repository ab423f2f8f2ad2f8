import type { Request } from './authorization-server.ts';

/** What is done in a scene: by the client, by the member (allow, deny, a device's code), or by time. */
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
 * One step. `{name}` in any text stands for a value of the scene: client_id, client_secret, code, verifier, challenge,
 * access_token, refresh_token, device_code, user_code; `old_…` is the one before; `other_…` is another client's.
 */
export type Step = {
  readonly do: Action;
  /** Parameters beside the good ones, or in their place; null leaves one out. */
  readonly with?: Readonly<Record<string, string | null>>;
  /** Appended to the query or form as it stands: what comes twice, or in an odd encoding. */
  readonly extra?: string;
  /** In place of the whole query or body. */
  readonly text?: string;
  /** `Basic user:password` is encoded. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: Request['method'];
  /** At authorize: by somebody who has not signed in. */
  readonly signedOut?: boolean;
  /** A registration's metadata, in place of the good one. */
  readonly metadata?: unknown;
  readonly seconds?: number;
};

/** Requests that both servers get, in this order, from a client that they do not know yet. */
export type Scene = {
  readonly name: string;
  /** The client's metadata, beside what every client registers. */
  readonly client?: Readonly<Record<string, unknown>>;
  /** What the client has when the steps begin; nothing but its id unless told. */
  readonly given?: 'code' | 'tokens' | 'device';
  /** What it asked for to get there. */
  readonly asked?: Readonly<Record<string, string | null>>;
  readonly steps: readonly Step[];
};

/** A table of single steps: its rows say only what is different from a good request. */
export function table(
  endpoint: string,
  base: Omit<Scene, 'name' | 'steps'> & { readonly do: Action },
  rows: Readonly<Record<string, Omit<Step, 'do'> & Omit<Scene, 'name' | 'steps'>>>,
): Scene[] {
  const { do: action, ...scene } = base;
  return Object.entries(rows).map(([name, { client, given, asked, ...step }]) => ({
    ...scene,
    name: `${endpoint}: ${name}`,
    ...(client && { client }),
    ...(given && { given }),
    ...(asked && { asked }),
    steps: [{ do: action, ...step }],
  }));
}
