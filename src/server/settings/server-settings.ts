import { isSlug } from '../../contract/organization-address.ts';
import {
  hostExpected,
  mostWorkers,
  parseAddresses,
  parseBaseUrl,
  parseHost,
  parseSecretKeys,
  parseWorkers,
  wholeNumber,
} from './parsers.ts';
import { setting } from './setting.ts';

/** Minimum number of connections to PostgreSQL of a process: look-ups, the change feed, two for lists and two for everything else. */
export const fewestConnections = 6;

/** Where a server listens, its database and its limits. */
export const serverSettings = {
  baseUrl: setting<URL | null>({
    variable: 'SPEDY_BASE_URL',
    key: 'base_url',
    types: ['string'],
    fallback: null,
    shownDefault: 'http://localhost:{PORT}',
    example: '"https://spedy.example"',
    parse: parseBaseUrl,
    expected:
      'an http or https URL without a path, with a host name instead of an IP address, such as https://spedy.example',
    meaning:
      "public address of the bare domain, http or https, without a path; an organization's address has `{slug}.` before this host",
  }),
  defaultOrganization: setting<string | null>({
    variable: 'SPEDY_DEFAULT_ORGANIZATION',
    key: 'default_organization',
    types: ['string'],
    fallback: null,
    shownDefault: 'unset',
    example: '"acme-corp"',
    parse: (text) => (isSlug(text) ? text : null),
    expected:
      "an organization's slug, such as acme-corp: lowercase letters, digits and dashes, but not a reserved name",
    meaning:
      'the slug of the organization that also has the bare domain as its address ([one organization](operations.md#one-organization-at-the-bare-domain))',
  }),
  host: setting({
    variable: 'HOST',
    key: 'host',
    flag: { name: '--host', value: 'address', summary: 'the address to listen on' },
    types: ['string'],
    fallback: '127.0.0.1',
    shownDefault: '127.0.0.1',
    example: '"127.0.0.1"',
    parse: parseHost,
    expected: hostExpected,
    meaning: 'the address to listen on; `0.0.0.0` or `::` for all',
  }),
  port: setting({
    variable: 'PORT',
    key: 'port',
    flag: { name: '--port', value: 'port', summary: 'the port to listen on' },
    types: ['integer'],
    fallback: 3000,
    shownDefault: '3000',
    example: '3000',
    parse: wholeNumber(1, 65_535),
    expected: 'a port, 1 to 65535',
    meaning: 'the port to listen on',
  }),
  workers: setting({
    variable: 'SPEDY_WORKERS',
    key: 'workers',
    types: ['integer', 'string'],
    fallback: 1,
    shownDefault: '1',
    example: '1',
    parse: parseWorkers,
    expected: `a number of processes, 1 to ${mostWorkers}, or auto`,
    meaning:
      'how many processes serve the port, up to 64; `auto` is one for each CPU that the server may use ([every core](operations.md#every-core))',
  }),
  databaseUrl: setting({
    variable: 'DATABASE_URL',
    key: 'database',
    flag: { name: '--database', value: 'url', summary: 'sqlite:PATH or postgres://…' },
    types: ['string'],
    fallback: 'sqlite:./data/spedy.db',
    shownDefault: 'sqlite:./data/spedy.db',
    example: '"sqlite:./data/spedy.db"',
    parse: (text) => text,
    expected: 'sqlite:PATH or postgres://…',
    meaning: '`sqlite:PATH` (`sqlite:~/…` is in the home folder), or `postgres://…`',
    hides: 'password',
  }),
  trustProxy: setting<readonly string[]>({
    variable: 'SPEDY_TRUST_PROXY',
    key: 'trust_proxy',
    types: ['list'],
    fallback: [],
    shownDefault: 'unset',
    example: '["10.0.0.0/8", "::1"]',
    parse: parseAddresses,
    expected: 'addresses or CIDR blocks separated by commas, such as 10.0.0.0/8,::1',
    meaning:
      'addresses and CIDR blocks of proxies, separated by commas, whose `X-Forwarded-*` and `X-Request-Id` headers are trusted',
  }),
  secretKeys: setting<readonly string[]>({
    variable: 'SPEDY_SECRET_KEY',
    key: 'secret_key',
    types: ['string', 'list'],
    fallback: [],
    shownDefault: 'generated, kept in the database',
    example: '"…"',
    parse: parseSecretKeys,
    expected:
      '32 bytes in base64, as printed by `openssl rand -base64 32`, or several such keys separated by commas, newest first',
    meaning:
      '32 bytes in base64 (`openssl rand -base64 32`): encrypts second factors, signs client IDs, derives the successors of refresh tokens. If set, it is not stored in the database, and must be the same on every server and after every restart. During a [rotation](operations.md#the-secret-key), several keys separated by commas, the new one first',
    hides: 'all',
  }),
  rateLimit: setting({
    variable: 'SPEDY_RATE_LIMIT',
    key: 'rate_limit',
    types: ['integer'],
    fallback: 6_000,
    shownDefault: '6000',
    example: '6000',
    parse: wholeNumber(0, 1_000_000_000),
    expected: 'a whole number; 0 means no limit',
    meaning:
      'requests per minute for each credential, or for each address if the request has no valid credential; all credentials of a member together have twice as many; `0` turns it off',
  }),
  databaseConnections: setting({
    variable: 'SPEDY_DATABASE_CONNECTIONS',
    key: 'database_connections',
    types: ['integer'],
    fallback: 16,
    shownDefault: '16',
    example: '16',
    parse: wholeNumber(fewestConnections, 1_000),
    expected: `a whole number of connections, ${fewestConnections} to 1000`,
    meaning:
      'the maximum number of connections to PostgreSQL per server, at least 6, shared by its [workers](operations.md#every-core) ([too much load](operations.md#too-much-load))',
  }),
  cacheSize: setting({
    variable: 'SPEDY_CACHE_SIZE',
    key: 'cache_size',
    types: ['integer'],
    fallback: 100_000,
    shownDefault: '100000',
    example: '100000',
    parse: wholeNumber(0, 10_000_000),
    expected: 'a whole number of credentials up to 10000000; 0 disables the cache',
    meaning:
      'the maximum number of cached credentials per server, each less than a kilobyte of memory; with `0`, every request queries the database',
  }),
};
