import type { Scope } from '../../access/scopes.ts';
import type { HostOptions } from '../options.ts';

export type SecretOptions = HostOptions & { readonly printOnlySecret?: true };

export type CreateOptions = SecretOptions & {
  readonly name: string;
  readonly description?: string;
  /** Milliseconds. */
  readonly expiresIn?: number;
  readonly scope?: readonly Scope[];
  readonly web?: true;
};

export type RotateOptions = SecretOptions & {
  /** Milliseconds. */
  readonly overlap?: number;
};
