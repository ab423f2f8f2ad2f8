import type { Lifetimes, MailSettings } from '../contract/settings.ts';
import type { LogFormat } from '../http/responses/log-formats/log-format.ts';
import { catalog, type SettingName, settingList, type Values } from './settings/catalog.ts';
import { type NameSources, nameSources } from './settings/name-sources.ts';
import { secretFileVariable } from './settings/secret-file.ts';
import type { Setting } from './settings/setting.ts';
import {
  type CommandLine,
  exposedSecretsWarnings,
  labelOf,
  nameOf,
  readSources,
  type Sources,
} from './settings/sources.ts';
import type { TracingSettings } from './settings/tracing-settings.ts';
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
  /** Days after which events of audit logs are deleted; null if they stay. */
  readonly auditRetentionDays: number | null;
  /** Where traces go; null if nothing is traced. */
  readonly tracing: TracingSettings | null;
  readonly logLevel: string;
  readonly logFormat: LogFormat;
  /** Names the settings of a message as the operator wrote them. */
  readonly nameSources: NameSources;
  /** Probable mistakes that do not prevent the start, as sentences. */
  readonly warnings: readonly string[];
};

/** Invalid settings. The message has one line for each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Defaults that a command replaces. */
export type Defaults = Partial<Pick<Values, 'databaseUrl' | 'defaultOrganization' | 'logLevel'>>;

type ReadOptions = CommandLine & { readonly defaults?: Defaults };

/**
 * Reads all settings: options of the command line, else variables, else the settings file. An empty value counts as unset.
 * @throws ConfigError that names every invalid setting
 */
export function readConfig(env: NodeJS.ProcessEnv, options: ReadOptions = {}): Config {
  return readSettings(env, options).config;
}

/**
 * Like readConfig, and says where each value comes from.
 * @throws ConfigError that names every invalid setting
 */
export function readSettings(
  env: NodeJS.ProcessEnv,
  { defaults = {}, ...commandLine }: ReadOptions = {},
): { readonly config: Config; readonly values: Values; readonly sources: Sources } {
  const sources = readSources(env, commandLine);
  const problems = [...sources.problems];
  const values = parseValues(sources, defaults, problems);
  const config = toConfig(values, sources, warningsOf(env, sources));
  problems.push(...contradictions(config, sources));
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  return { config: Object.freeze(config), values, sources };
}

function parseValues({ given }: Sources, defaults: Defaults, problems: string[]): Values {
  const replaced: Partial<Values> = defaults;
  const parse = <T>(name: SettingName, declared: Setting<T>): T => {
    const { text, source } = given[name];
    const fallback = name in replaced ? (replaced[name] as T) : declared.fallback;
    if (text === null) return fallback;
    const value = declared.parse(text);
    if (value !== null) return value;
    const shown = declared.hides ? '' : `; it is "${withoutUserInfo(text)}"`;
    problems.push(`${labelOf(declared, source)} must be ${declared.expected}${shown}`);
    return fallback;
  };
  return Object.fromEntries(settingList.map(({ name, setting }) => [name, parse(name, setting)])) as Values;
}

function toConfig(values: Values, sources: Sources, warnings: string[]): Config {
  const { oauthCode, oauthAccess, oauthRefresh, oauthConnection, oauthRefreshGrace, ...others } = values;
  const { smtpServer, mailFrom, baseUrl, ...notMail } = others;
  const { tracingEndpoint, tracingHeaders, tracingServiceName, tracingSampler, tracingRatio, ...direct } =
    notMail;
  return {
    ...direct,
    baseUrl: baseUrl ?? new URL(`http://localhost:${values.port}`),
    oauth: {
      code: oauthCode,
      access: oauthAccess,
      refresh: oauthRefresh,
      connection: oauthConnection,
      refreshGrace: oauthRefreshGrace,
    },
    mail: smtpServer && mailFrom ? { ...smtpServer, from: mailFrom } : null,
    tracing: tracingEndpoint && {
      endpoint: tracingEndpoint,
      headers: tracingHeaders,
      serviceName: tracingServiceName,
      sampler: tracingSampler,
      ratio: tracingRatio,
    },
    nameSources: nameSources(sources),
    warnings,
  };
}

function warningsOf(env: NodeJS.ProcessEnv, sources: Sources): string[] {
  const variables = settingList.flatMap(({ setting }) => [
    setting.variable,
    secretFileVariable(setting) ?? setting.variable,
  ]);
  return [...unknownSettingWarnings(env, variables), ...exposedSecretsWarnings(sources)];
}

/** Settings that are valid alone, but not together: one line for each. */
function contradictions(config: Config, { given }: Sources): string[] {
  const problems: string[] = [];
  const label = (name: SettingName) => labelOf(catalog[name], given[name].source);
  const named = (name: SettingName) => nameOf(catalog[name], given[name].source);
  const isSet = (name: SettingName) => given[name].text !== null;
  if (isSet('smtpServer') && !isSet('mailFrom'))
    problems.push(`${label('smtpServer')} needs ${named('mailFrom')}, the address that messages are from`);
  if (isSet('mailFrom') && !isSet('smtpServer'))
    problems.push(`${label('mailFrom')} needs ${named('smtpServer')}, the server that sends messages`);
  if (config.metricsPort === config.port)
    problems.push(
      `${label('metricsPort')} must differ from ${named('port')}, because metrics are not public`,
    );
  if (config.workers > 1 && config.databaseUrl === 'sqlite::memory:')
    problems.push(
      `${label('workers')} needs a database that several processes can open, and sqlite::memory: belongs to one: unset it, or set ${named('databaseUrl')} to a file or PostgreSQL`,
    );
  if (config.workers > 1 && process.platform === 'win32')
    problems.push(
      `${label('workers')} is not supported on Windows, where processes cannot share a port: unset it`,
    );
  if (config.allowLoopbackClientMetadata && config.baseUrl.protocol === 'https:')
    problems.push(
      `${label('allowLoopbackClientMetadata')} is for development over http: unset it if ${named('baseUrl')} is https`,
    );
  return problems;
}

/** Redacts the user and password of a URL. */
function withoutUserInfo(text: string): string {
  return text.replace(/\/\/.*@/, '//[redacted]@');
}
