import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { type Config, ConfigError, readConfig } from './config.ts';
import { settingList } from './settings/catalog.ts';

describe('readConfig', () => {
  it('uses the defaults of the contract, also for empty values', () => {
    const defaults = {
      host: '127.0.0.1',
      port: 3000,
      workers: 1,
      baseUrl: new URL('http://localhost:3000'),
      defaultOrganization: null,
      databaseUrl: 'sqlite:./data/spedy.db',
      trustProxy: [],
      rateLimit: 6000,
      databaseConnections: 16,
      cacheSize: 100_000,
      metricsHost: '127.0.0.1',
      metricsPort: null,
      secretKeys: [],
      oauth: { code: 60, access: 3_600, refresh: 2_592_000, connection: 31_536_000, refreshGrace: 30 },
      mcpOrigins: [],
      allowLoopbackClientMetadata: false,
      clientMetadataDocuments: true,
      mail: null,
      auditRetentionDays: null,
      tracing: null,
      logLevel: 'info',
      logFormat: 'json',
      nameSources: expect.any(Function),
      warnings: [],
    };
    expect(readConfig({})).toEqual(defaults);
    const names = settingList.map(({ setting }) => setting.variable);
    for (const blank of ['', '  '])
      expect(readConfig(Object.fromEntries(names.map((name) => [name, blank])))).toEqual(defaults);
    const ofCommand = { databaseUrl: 'sqlite:./data/demo.db', defaultOrganization: 'acme-corp' };
    expect(readConfig({}, { defaults: ofCommand })).toMatchObject(ofCommand);
    const given = { DATABASE_URL: 'sqlite:./mine.db', SPEDY_DEFAULT_ORGANIZATION: 'other-corp' };
    expect(readConfig(given, { defaults: ofCommand })).toMatchObject({
      databaseUrl: 'sqlite:./mine.db',
      defaultOrganization: 'other-corp',
    });
    expect(readConfig({ PORT: '8080' }).baseUrl.href).toBe('http://localhost:8080/');
  });

  it('returns a frozen object', () => {
    const config = readConfig({});
    expect(() => Object.assign(config, { port: 1 })).toThrow(TypeError);
  });

  const lifetimes = { code: 60, access: 3_600, refresh: 2_592_000, connection: 31_536_000, refreshGrace: 30 };
  const mcpOrigins = ['https://a.example', 'http://b.example:8080'];
  const right: [string, string, keyof Config, unknown][] = [
    ['HOST', '0.0.0.0', 'host', '0.0.0.0'],
    ['PORT', ' 1 ', 'port', 1],
    ['PORT', '65535', 'port', 65_535],
    ['SPEDY_WORKERS', '64', 'workers', 64],
    ['SPEDY_WORKERS', 'auto', 'workers', Math.min(64, availableParallelism())],
    ['SPEDY_BASE_URL', 'https://spedy.app/', 'baseUrl', new URL('https://spedy.app')],
    ['SPEDY_BASE_URL', 'http://SPEDY.local:8080', 'baseUrl', new URL('http://spedy.local:8080')],
    ['SPEDY_DEFAULT_ORGANIZATION', ' acme-corp ', 'defaultOrganization', 'acme-corp'],
    ['DATABASE_URL', 'postgres://u:p@h/d', 'databaseUrl', 'postgres://u:p@h/d'],
    ['SPEDY_TRUST_PROXY', '10.0.0.0/8, ::1 ,192.168.1.1', 'trustProxy', ['10.0.0.0/8', '::1', '192.168.1.1']],
    ['SPEDY_TRUST_PROXY', 'fd00::/8,', 'trustProxy', ['fd00::/8']],
    ['SPEDY_RATE_LIMIT', '0', 'rateLimit', 0],
    ['SPEDY_DATABASE_CONNECTIONS', '6', 'databaseConnections', 6],
    ['SPEDY_CACHE_SIZE', '0', 'cacheSize', 0],
    ['SPEDY_CACHE_SIZE', '10000000', 'cacheSize', 10_000_000],
    ['SPEDY_RATE_LIMIT', '1000000000', 'rateLimit', 1_000_000_000],
    ['SPEDY_METRICS_PORT', '9090', 'metricsPort', 9090],
    ['SPEDY_METRICS_HOST', '0.0.0.0', 'metricsHost', '0.0.0.0'],
    ['SPEDY_SECRET_KEY', `${'A'.repeat(43)}=`, 'secretKeys', [`${'A'.repeat(43)}=`]],
    [
      'SPEDY_SECRET_KEY',
      `${'B'.repeat(43)}=, ${'A'.repeat(43)}=`,
      'secretKeys',
      [`${'B'.repeat(43)}=`, `${'A'.repeat(43)}=`],
    ],
    ['SPEDY_OAUTH_CODE_TTL', '30', 'oauth', { ...lifetimes, code: 30 }],
    ['SPEDY_OAUTH_ACCESS_TTL', '60', 'oauth', { ...lifetimes, access: 60 }],
    ['SPEDY_OAUTH_REFRESH_TTL', '86400', 'oauth', { ...lifetimes, refresh: 86_400 }],
    ['SPEDY_OAUTH_GRANT_TTL', '86400', 'oauth', { ...lifetimes, connection: 86_400 }],
    ['SPEDY_OAUTH_REFRESH_GRACE', '0', 'oauth', { ...lifetimes, refreshGrace: 0 }],
    ['SPEDY_AUDIT_RETENTION_DAYS', '400', 'auditRetentionDays', 400],
    ['SPEDY_MCP_ORIGINS', 'https://a.example, http://b.example:8080', 'mcpOrigins', mcpOrigins],
    ['SPEDY_ALLOW_LOOPBACK_CLIENT_METADATA', 'true', 'allowLoopbackClientMetadata', true],
    ['SPEDY_CLIENT_METADATA_DOCUMENTS', 'off', 'clientMetadataDocuments', false],
    ['SPEDY_CLIENT_METADATA_DOCUMENTS', 'on', 'clientMetadataDocuments', true],
    ['LOG_LEVEL', 'silent', 'logLevel', 'silent'],
  ];
  it.each(right)('accepts %s=%s', (name, text, key, value) => {
    expect(readConfig({ [name]: text })[key]).toEqual(value);
  });

  const wrong: [string, string][] = [
    ...['0', '601', '-1', 'soon'].map((text): [string, string] => ['SPEDY_OAUTH_CODE_TTL', text]),
    ...['0', '86401'].map((text): [string, string] => ['SPEDY_OAUTH_ACCESS_TTL', text]),
    ...['0', '31536001'].map((text): [string, string] => ['SPEDY_OAUTH_REFRESH_TTL', text]),
    ...['0', '315360001'].map((text): [string, string] => ['SPEDY_OAUTH_GRANT_TTL', text]),
    ...['301', '-1'].map((text): [string, string] => ['SPEDY_OAUTH_REFRESH_GRACE', text]),
    ...[
      '*',
      'a.example',
      'https://a.example/',
      'https://a.example/path',
      'https://a.example;https://b.example',
    ].map((text): [string, string] => ['SPEDY_MCP_ORIGINS', text]),
    ...['89', '36501', '-1', 'never'].map((text): [string, string] => ['SPEDY_AUDIT_RETENTION_DAYS', text]),
    ...['no', 'false', 'OFF'].map((text): [string, string] => ['SPEDY_CLIENT_METADATA_DOCUMENTS', text]),
    ...['yes', '1', 'TRUE'].map((text): [string, string] => ['SPEDY_ALLOW_LOOPBACK_CLIENT_METADATA', text]),
    ...['0', '65536', '-1', '3000.5', '1e3', '0x50', 'http', '３０００', '99999999999'].map(
      (text): [string, string] => ['PORT', text],
    ),
    ...['0', '-1', 'abc', '65', '1.5', 'AUTO'].map((text): [string, string] => ['SPEDY_WORKERS', text]),
    ...[
      'spedy.app',
      'ftp://spedy.app',
      'https://',
      'https://spedy.app/path',
      'https://spedy.app?x',
      'https://spedy.app#x',
      'https://u:p@spedy.app',
      'http://127.0.0.1:3000',
      'http://[::1]:3000',
      'http://spedy.app:99999',
    ].map((text): [string, string] => ['SPEDY_BASE_URL', text]),
    ...['Acme', 'acme corp', 'acme.corp', '-acme', 'www', 'https://acme', 'a'.repeat(64)].map(
      (text): [string, string] => ['SPEDY_DEFAULT_ORGANIZATION', text],
    ),
    ...[
      'true',
      'loopback',
      '*',
      '10.0.0.0/33',
      '::1/129',
      '10.0.0.0/',
      '10.0.0.0/8/8',
      '10.0.0',
      '10.0.0.0/-1',
      '10.0.0.0/8;::1',
      'proxy.local',
    ].map((text): [string, string] => ['SPEDY_TRUST_PROXY', text]),
    ...['-1', 'none', '1.5', '1000000001'].map((text): [string, string] => ['SPEDY_RATE_LIMIT', text]),
    ...['5', '1001', 'many'].map((text): [string, string] => ['SPEDY_DATABASE_CONNECTIONS', text]),
    ...['-1', 'off', '10000001'].map((text): [string, string] => ['SPEDY_CACHE_SIZE', text]),
    ...['0', 'off', '70000', '3000'].map((text): [string, string] => ['SPEDY_METRICS_PORT', text]),
    ...['short', 'A'.repeat(44), `${'A'.repeat(42)}=`, `${'-'.repeat(43)}=`].map((text): [string, string] => [
      'SPEDY_SECRET_KEY',
      text,
    ]),
    ...['INFO', 'verbose', '30'].map((text): [string, string] => ['LOG_LEVEL', text]),
  ];
  it.each(wrong)('rejects %s=%s and names the variable', (name, text) => {
    const read = () => readConfig({ [name]: text });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(new RegExp(`^${name} must [^\\n]+$`));
  });

  it('rejects metadata documents from loopback if the base URL is https', () => {
    const env = { SPEDY_ALLOW_LOOPBACK_CLIENT_METADATA: 'true', SPEDY_BASE_URL: 'https://spedy.app' };
    expect(() => readConfig(env)).toThrow(/SPEDY_ALLOW_LOOPBACK_CLIENT_METADATA/);
  });

  it('rejects several workers on a database that belongs to one process', () => {
    const env = { SPEDY_WORKERS: '2', DATABASE_URL: 'sqlite::memory:' };
    expect(() => readConfig(env)).toThrow(/^SPEDY_WORKERS needs a database that several processes can open/);
    expect(readConfig({ ...env, SPEDY_WORKERS: '1' }).workers).toBe(1);
  });

  it('reports all problems at once, one per line', () => {
    const read = () => readConfig({ PORT: 'x', LOG_LEVEL: 'y', SPEDY_RATE_LIMIT: 'z' });
    expect(read).toThrow(/^PORT must .*\nSPEDY_RATE_LIMIT must .*\nLOG_LEVEL must .*$/);
  });

  it('never echoes the database URL or a password in another URL', () => {
    const env = {
      DATABASE_URL: 'postgres://spedy:hunter2@h/d',
      SPEDY_SECRET_KEY: 'hunter4',
      PORT: 'x',
      SPEDY_BASE_URL: 'https://ada:hunter3@spedy.app',
    };
    expect(() => readConfig(env)).toThrow(ConfigError);
    expect(() => readConfig(env)).not.toThrow(/hunter/);
    expect(() => readConfig({ PORT: 'postgres://spedy:hunt@er2@h/d' })).toThrow(
      'it is "postgres://[redacted]@h/d"',
    );
  });
});
