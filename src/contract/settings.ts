import type { Hosting } from './organization-address.ts';

/** Lifetimes of OAuth codes, tokens and connections, in seconds. */
export type Lifetimes = {
  readonly code: number;
  readonly access: number;
  readonly refresh: number;
  /** From the consent to the end of the connection, no matter how often it is refreshed. */
  readonly connection: number;
  /** How long a spent refresh token still returns its successor. */
  readonly refreshGrace: number;
};

/** The settings that features read. */
export type Settings = Hosting & {
  /** Lifetimes of OAuth codes, tokens and connections. */
  readonly oauth: Lifetimes;
  /** Browser origins allowed at /mcp in addition to the organization's own. */
  readonly mcpOrigins: readonly string[];
  /** Whether client metadata documents may come from loopback over http, for development. */
  readonly allowLoopbackClientMetadata: boolean;
  /** Whether the server fetches client metadata documents and keys, which needs internet access. */
  readonly clientMetadataDocuments: boolean;
};
