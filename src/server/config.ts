import { BlockList, isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { isSlug } from '../contract/organization-address.ts';
import type { Lifetimes, MailSettings } from '../contract/settings.ts';
import { readMailSettings } from './settings/mail-settings.ts';
import { unknownSettingWarnings } from './settings/unknown-settings.ts';

export type Config = {
  /** Public address of the bare domain. Organizations are at `{slug}.` before its host. */
  readonly baseUrl: URL;
  /** The slug of the organization that the bare domain serves too, or null. */
  readonly defaultOrganization: string | null;
  readonly host: string;
  readonly port: number;
  /** Number of worker processes that share the port; with 1, the process itself serves. */
  readonly workers: number;
  readonly databaseUrl: string;
  /** Addresses and CIDR blocks of proxies whose X-Forwarded-* and X-Request-Id are trusted. */
  readonly trustProxy: readonly string[];
  /** Requests per minute and credential, or per address without a valid credential; 0 means no limit. */
  readonly rateLimit: number;
  /** Maximum number of connections to PostgreSQL. */
  readonly databaseConnections: number;
  /** Maximum number of cached credentials; 0 disables the cache. */
  readonly cacheSize: number;
  /** Where /metrics listens. Disabled without a port. */
  readonly metricsHost: string;
  readonly metricsPort: number | null;
  /**
   * Keys of 32 bytes in base64, which are not stored in the database. If empty, a generated key is stored
   * there.
   */
  readonly secretKeys: readonly string[];
  /** Lifetimes of OAuth codes, tokens and connections. */
  readonly oauth: Lifetimes;
  /** Browser origins allowed at /mcp in addition to the organization's own. */
  readonly mcpOrigins: readonly string[];
  /** Whether client metadata documents may come from loopback over http, for development. */
  readonly allowLoopbackClientMetadata: boolean;
  /** Whether clients may identify themselves with a metadata document that the server fetches. */
  readonly clientMetadataDocuments: boolean;
  /** Null if messages are not sent by e-mail. */
  readonly mail: MailSettings | null;
  readonly logLevel: string;
  /** Probable mistakes that do not prevent the start, as sentences. */
  readonly warnings: readonly string[];
};

/** Minimum number of connections to PostgreSQL of a process: look-ups, the change feed, two for lists and two for everything else. */
export const fewestConnections = 6;

/** Invalid settings. The message has one line for each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const logLevels: readonly string[] = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** Defaults that a command replaces. */
export type Defaults = Partial<Pick<Config, 'databaseUrl' | 'defaultOrganization'>>;

/**
 * Reads all settings from the environment. An empty value counts as unset.
 * @throws ConfigError that names every invalid variable
 */
export function readConfig(env: NodeJS.ProcessEnv, defaults: Defaults = {}): Config {
  const problems: string[] = [];
  const names = ['SPEDY_SECRET_KEY'];
  const textOf = (name: string) => {
    names.push(name);
    return env[name]?.trim();
  };
  const read = <T>(name: string, fallback: T, parse: (text: string) => T | null, expected: string): T => {
    const text = textOf(name);
    if (text === undefined || text === '') return fallback;
    const value = parse(text);
    if (value === null) problems.push(`${name} must be ${expected}; it is "${withoutUserInfo(text)}"`);
    return value ?? fallback;
  };
  const port = read('PORT', 3000, wholeNumber(1, 65_535), 'a port, 1 to 65535');
  const config: Config = {
    host: textOf('HOST') || '127.0.0.1',
    port,
    workers: read('SPEDY_WORKERS', 1, parseWorkers, `a number of processes, 1 to ${mostWorkers}, or auto`),
    baseUrl: read(
      'SPEDY_BASE_URL',
      new URL(`http://localhost:${port}`),
      parseBaseUrl,
      'an http or https URL without a path, with a host name instead of an IP address, such as https://spedy.example',
    ),
    defaultOrganization: read<string | null>(
      'SPEDY_DEFAULT_ORGANIZATION',
      defaults.defaultOrganization ?? null,
      (text) => (isSlug(text) ? text : null),
      "an organization's slug, such as acme-corp: lowercase letters, digits and dashes, but not a reserved name",
    ),
    // Never echoed, because it contains the database's password.
    databaseUrl: textOf('DATABASE_URL') || (defaults.databaseUrl ?? 'sqlite:./data/spedy.db'),
    trustProxy: read(
      'SPEDY_TRUST_PROXY',
      [],
      parseAddresses,
      'addresses or CIDR blocks separated by commas, such as 10.0.0.0/8,::1',
    ),
    rateLimit: read(
      'SPEDY_RATE_LIMIT',
      6_000,
      wholeNumber(0, 1_000_000_000),
      'a whole number; 0 means no limit',
    ),
    databaseConnections: read(
      'SPEDY_DATABASE_CONNECTIONS',
      16,
      wholeNumber(fewestConnections, 1_000),
      `a whole number of connections, ${fewestConnections} to 1000`,
    ),
    cacheSize: read(
      'SPEDY_CACHE_SIZE',
      100_000,
      wholeNumber(0, 10_000_000),
      'a whole number of credentials up to 10000000; 0 disables the cache',
    ),
    metricsHost: textOf('SPEDY_METRICS_HOST') || '127.0.0.1',
    metricsPort: read<number | null>(
      'SPEDY_METRICS_PORT',
      null,
      wholeNumber(1, 65_535),
      'a port, 1 to 65535',
    ),
    secretKeys: readSecretKeys(env, problems),
    oauth: {
      code: read('SPEDY_OAUTH_CODE_TTL', 60, wholeNumber(1, 600), 'seconds, 1 to 600'),
      access: read('SPEDY_OAUTH_ACCESS_TTL', 3_600, wholeNumber(1, 86_400), 'seconds, 1 to 86400'),
      refresh: read(
        'SPEDY_OAUTH_REFRESH_TTL',
        2_592_000,
        wholeNumber(1, 31_536_000),
        'seconds, 1 to 31536000',
      ),
      connection: read(
        'SPEDY_OAUTH_GRANT_TTL',
        31_536_000,
        wholeNumber(1, 315_360_000),
        'seconds, 1 to 315360000 (ten years)',
      ),
      refreshGrace: read('SPEDY_OAUTH_REFRESH_GRACE', 30, wholeNumber(0, 300), 'seconds, 0 to 300'),
    },
    mcpOrigins: read(
      'SPEDY_MCP_ORIGINS',
      [],
      parseOrigins,
      'origins separated by commas, such as https://inspector.example.com',
    ),
    allowLoopbackClientMetadata: read(
      'SPEDY_ALLOW_LOOPBACK_CLIENT_METADATA',
      false,
      (text) => (text === 'true' || text === 'false' ? text === 'true' : null),
      'true or false',
    ),
    clientMetadataDocuments: read(
      'SPEDY_CLIENT_METADATA_DOCUMENTS',
      true,
      (text) => (text === 'on' || text === 'off' ? text === 'on' : null),
      'on or off',
    ),
    mail: readMailSettings(textOf('SPEDY_SMTP_URL'), textOf('SPEDY_MAIL_FROM'), problems),
    logLevel: read(
      'LOG_LEVEL',
      'info',
      (text) => (logLevels.includes(text) ? text : null),
      `one of ${logLevels.join(', ')}`,
    ),
    warnings: unknownSettingWarnings(env, names),
  };
  if (config.metricsPort === config.port)
    problems.push('SPEDY_METRICS_PORT must differ from PORT, because metrics are not public');
  if (config.workers > 1 && config.databaseUrl === 'sqlite::memory:')
    problems.push(
      'SPEDY_WORKERS needs a database that several processes can open, and sqlite::memory: belongs to one: unset it, or set DATABASE_URL to a file or PostgreSQL',
    );
  if (config.workers > 1 && process.platform === 'win32')
    problems.push('SPEDY_WORKERS is not supported on Windows, where processes cannot share a port: unset it');
  if (config.allowLoopbackClientMetadata && config.baseUrl.protocol === 'https:')
    problems.push(
      'SPEDY_ALLOW_LOOPBACK_CLIENT_METADATA is for development over http: unset it if SPEDY_BASE_URL is https',
    );
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  return Object.freeze(config);
}

/** Separate from the other settings, because an invalid value must not be echoed. */
function readSecretKeys(env: NodeJS.ProcessEnv, problems: string[]): readonly string[] {
  const keys = splitList(env.SPEDY_SECRET_KEY ?? '');
  if (keys.every((key) => /^[A-Za-z0-9+/]{43}=$/.test(key))) return [...new Set(keys)];
  problems.push(
    'SPEDY_SECRET_KEY must be 32 bytes in base64, as printed by `openssl rand -base64 32`, or several such keys separated by commas, newest first',
  );
  return [];
}

/** Redacts the user and password of a URL. */
function withoutUserInfo(text: string): string {
  return text.replace(/\/\/.*@/, '//[redacted]@');
}

function wholeNumber(min: number, max: number): (text: string) => number | null {
  return (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? value : null;
  };
}

/** Maximum number of worker processes. */
const mostWorkers = 64;

/** `auto` is what this process may use: its CPUs, or the quota of its container. */
function parseWorkers(text: string): number | null {
  return text === 'auto' ? Math.min(mostWorkers, availableParallelism()) : wholeNumber(1, mostWorkers)(text);
}

function parseBaseUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isOrigin = url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password;
  const hasHostName = isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0 && url.hostname !== '';
  return isOrigin && hasHostName && /^https?:$/.test(url.protocol) ? url : null;
}

function parseAddresses(text: string): string[] | null {
  const entries = splitList(text);
  return entries.every(isAddressBlock) ? entries : null;
}

function parseOrigins(text: string): string[] | null {
  const entries = splitList(text);
  const isOrigin = (entry: string) => URL.canParse(entry) && new URL(entry).origin === entry;
  return entries.every(isOrigin) ? entries : null;
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function isAddressBlock(entry: string): boolean {
  const [address = '', bits, ...rest] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  if (bits === undefined) return true;
  if (!/^\d{1,3}$/.test(bits)) return false;
  try {
    new BlockList().addSubnet(address, Number(bits), version === 6 ? 'ipv6' : 'ipv4');
    return true;
  } catch {
    return false;
  }
}
