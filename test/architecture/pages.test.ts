import { dirname, join, matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorCatalog } from '../../src/contract/errors.ts';
import { type Config, readConfig } from '../../src/server/config.ts';
import { modulesUnder, pages, paths, read, readManifest, tableUnder } from './repository.ts';

describe.each(pages())('%s', (page) => {
  const text = read(page);
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '');

  it('names only existing files and folders', () => {
    const named = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code).filter(isPath);
    expect(named.filter((path) => !exists(path))).toEqual([]);
  });

  it('names functions only in files that contain them', () => {
    const named = [...prose.matchAll(/`([\w.]+)`(?:\s+in\s+|\s+\()`(src\/[^`]+\.ts)`/g)];
    const missing = named.filter(
      ([, name = '', path = '']) => !name.split('.').every((part) => hasWord(path, part)),
    );
    expect(missing.map(([text]) => text)).toEqual([]);
  });

  it('links only to existing pages and headings', () => {
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const own = links.filter((link) => !/^(https?|mailto):/.test(link));
    expect(own.filter((link) => !isValidLink(page, link))).toEqual([]);
  });

  it('names only npm scripts that package.json has', () => {
    const called = [...text.matchAll(/\bnpm (?:run (?:-s )?([\w:-]+)|(test|start)\b)/g)];
    const names = called.map(([, script, short]) => script ?? short ?? '');
    expect(names.filter((name) => !(name in readManifest().scripts))).toEqual([]);
  });
});

describe('docs/errors.md', () => {
  const rows = tableUnder('docs/errors.md', '## Codes');

  it('has one row for each code of the catalog, with its status, and no other', () => {
    const catalog = Object.entries(errorCatalog).map(([code, { status }]) => [code, String(status)]);
    expect(rows.map(([code, status]) => [code, status]).sort()).toEqual(catalog.sort());
  });

  it('says for each code when it occurs and what to do', () => {
    expect(rows.filter((row) => row.length !== 4 || row.includes(''))).toEqual([]);
  });
});

describe('docs/dependencies.md', () => {
  it('has one line for each dependency, with its reason, and no other', () => {
    const { dependencies, devDependencies } = readManifest();
    const rows = [
      ...tableUnder('docs/dependencies.md', '## Runtime dependencies'),
      ...tableUnder('docs/dependencies.md', '## Development dependencies'),
    ];
    expect(rows.filter((row) => row.length !== 2 || row.includes(''))).toEqual([]);
    const named = rows.map(([name]) => name);
    expect(named).toEqual([...Object.keys(dependencies), ...Object.keys(devDependencies)]);
  });
});

/** Each setting's default in the format of docs/operations.md. */
const defaults: Readonly<Record<string, (config: Config) => string>> = {
  SPEDY_BASE_URL: ({ baseUrl, port }) => baseUrl.origin.replace(String(port), '{PORT}'),
  SPEDY_DEFAULT_ORGANIZATION: ({ defaultOrganization }) => defaultOrganization ?? 'unset',
  HOST: ({ host }) => host,
  PORT: ({ port }) => String(port),
  SPEDY_WORKERS: ({ workers }) => String(workers),
  DATABASE_URL: ({ databaseUrl }) => databaseUrl,
  SPEDY_TRUST_PROXY: ({ trustProxy }) => trustProxy.join() || 'unset',
  SPEDY_SECRET_KEY: ({ secretKeys: [secretKey] }) => secretKey ?? 'generated, kept in the database',
  SPEDY_RATE_LIMIT: ({ rateLimit }) => String(rateLimit),
  SPEDY_DATABASE_CONNECTIONS: ({ databaseConnections }) => String(databaseConnections),
  SPEDY_CACHE_SIZE: ({ cacheSize }) => String(cacheSize),
  SPEDY_OAUTH_CODE_TTL: ({ oauth }) => String(oauth.code),
  SPEDY_OAUTH_ACCESS_TTL: ({ oauth }) => String(oauth.access),
  SPEDY_OAUTH_REFRESH_TTL: ({ oauth }) => String(oauth.refresh),
  SPEDY_OAUTH_GRANT_TTL: ({ oauth }) => String(oauth.connection),
  SPEDY_OAUTH_REFRESH_GRACE: ({ oauth }) => String(oauth.refreshGrace),
  SPEDY_MCP_ORIGINS: ({ mcpOrigins }) => mcpOrigins.join() || 'unset',
  SPEDY_ALLOW_LOOPBACK_CLIENT_METADATA: ({ allowLoopbackClientMetadata }) =>
    allowLoopbackClientMetadata ? 'true' : 'unset',
  SPEDY_CLIENT_METADATA_DOCUMENTS: ({ clientMetadataDocuments }) => (clientMetadataDocuments ? 'on' : 'off'),
  SPEDY_SMTP_URL: ({ mail }) => mail?.host ?? 'unset',
  SPEDY_MAIL_FROM: ({ mail }) => mail?.from.address ?? 'unset',
  SPEDY_METRICS_HOST: ({ metricsHost }) => metricsHost,
  SPEDY_METRICS_PORT: ({ metricsPort }) => String(metricsPort ?? 'unset'),
  LOG_LEVEL: ({ logLevel }) => logLevel,
};

describe('the settings in docs/operations.md', () => {
  const rows = tableUnder('docs/operations.md', '## Settings');
  const readNames = new Set<string>();
  const environment = new Proxy<NodeJS.ProcessEnv>(
    {},
    { get: (_target, name) => void readNames.add(String(name)) },
  );
  const config = readConfig(environment);

  it('are exactly those that src/server/config.ts reads', () => {
    expect(rows.map(([name]) => name).sort()).toEqual([...readNames].sort());
  });

  it('have the defaults of src/server/config.ts', () => {
    const actual = rows.map(([name = '']) => [name, defaults[name]?.(config)]);
    expect(rows.map(([name, fallback]) => [name, fallback])).toEqual(actual);
  });

  it('are read nowhere else', () => {
    const reading = new RegExp(String.raw`process\.env\s*[.[]|\benv\.(${[...readNames].join('|')})\b`);
    const readers = modulesUnder('src').filter((path) => reading.test(read(path)));
    // The demo checks whether LOG_LEVEL is set, because it has a different default.
    expect(readers.filter((path) => path !== 'src/cli/demo/command.ts')).toEqual(['src/server/config.ts']);
  });
});

/** Returns whether a word in code style is a path here: it starts with a folder of the root, or is a file name. */
function isPath(word: string): boolean {
  if (!/^[\w.*-]+(\/[\w.*-]+)*\/?$/.test(word)) return false;
  const [first = ''] = word.split('/');
  return (word.includes('/') && paths.includes(first)) || /\.(ts|mjs|json|md)$/.test(word);
}

function exists(word: string): boolean {
  const path = word.replace(/\/$/, '');
  return paths.some((real) => matchesGlob(real, path) || matchesGlob(real, `**/${path}`));
}

function hasWord(path: string, word: string): boolean {
  return new RegExp(`\\b${word}\\b`).test(read(path));
}

function isValidLink(page: string, link: string): boolean {
  const [target = '', anchor] = link.split('#');
  const path = target === '' ? page : join(dirname(page), target).replaceAll('\\', '/').replace(/\/$/, '');
  if (!paths.includes(path)) return false;
  return anchor === undefined || anchorsOf(read(path)).includes(anchor);
}

/** Returns the anchors of a page's headings. */
function anchorsOf(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase());
  return headings.map((heading) => heading.replaceAll(/[^\w\- ]/g, '').replaceAll(' ', '-'));
}
