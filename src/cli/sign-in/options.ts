import type { HostOptions } from '../options.ts';

export type LoginOptions = HostOptions & {
  readonly device?: true;
  readonly withToken?: true;
  /** False with --no-browser. */
  readonly browser: boolean;
  readonly scope?: readonly string[];
};

export type LogoutOptions = HostOptions & { readonly local?: true };
