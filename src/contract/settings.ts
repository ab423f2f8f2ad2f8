import type { Hosting } from './organization-address.ts';

/** Days of an audit log that always stay: what an incident that was just noticed needs. */
export const shortestRetention = 90;

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

/** How to reach the mail server, and who messages are from. */
export type MailSettings = {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (smtps). Otherwise with STARTTLS if the server offers it. */
  readonly secure: boolean;
  readonly login: { readonly user: string; readonly password: string } | null;
  readonly from: { readonly name: string; readonly address: string };
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
  /** Null if messages are not sent by e-mail. */
  readonly mail: MailSettings | null;
  /** Days after which events of audit logs are deleted; null if they stay. */
  readonly auditRetentionDays: number | null;
};
