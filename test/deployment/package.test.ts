import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closureOf, readLockFile } from '../../scripts/release/lock-file.ts';
import { version } from '../../src/contract/version.ts';
import { commandBlocks } from '../documentation/blocks.ts';
import { freePort } from '../support/databases/postgres-server.ts';
import { copyLockedPackages } from '../support/images/locked-packages.ts';
import { CachedRegistry } from '../support/package/registry.ts';
import { copySource, ownNode, repository } from '../support/package/source.ts';
import { SpedyProcess } from '../support/servers/command-line.ts';

const run = promisify(execFile);
const archive = `spedy-${version}.tgz`;
const hashOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Packs a copy of the repository, and installs the package in an empty folder as docs/install.md shows. */
describe('the package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spedy-package-'));
  const installed = join(folder, 'installed');
  const own = join(installed, 'node_modules/spedy');
  const command = join(installed, 'node_modules/.bin/spedy');
  const env = { ...ownNode, HOME: folder };
  const blocks = commandBlocks().filter(({ page }) => page === 'docs/install.md');
  const block = (begins: string) => blocks.find(({ text }) => text.startsWith(begins))?.text ?? '';
  const registry = new CachedRegistry();

  beforeAll(async () => {
    await registry.listen();
    copySource(join(folder, 'source'));
    mkdirSync(installed);
    await run('npm', ['pack', '--silent', '--pack-destination', installed], {
      cwd: join(folder, 'source'),
      env,
    });
    await install();
  }, 180_000);
  afterAll(async () => {
    await registry.close();
    rmSync(folder, { recursive: true, force: true });
  }, 120_000);

  /** With npm where its cache has what is needed, else as npm would. */
  async function install(): Promise<void> {
    if (registry.missing.length === 0) {
      const offline = {
        npm_config_registry: registry.url,
        npm_config_cache: join(folder, 'cache'),
        npm_config_audit: 'false',
      };
      await run('bash', ['-ec', block('npm install')], { cwd: installed, env: { ...env, ...offline } });
      return;
    }
    copyLockedPackages(repository, installed);
    mkdirSync(own);
    await run('tar', ['-xzf', join(installed, archive), '-C', own, '--strip-components=1']);
    await run('npm', ['rebuild', '--silent', '--offline', '--ignore-scripts'], { cwd: installed, env });
  }

  it('has the program as JavaScript, the dashboard and the help, and nothing else', () => {
    const files = readdirSync(own, { recursive: true, encoding: 'utf8' });
    for (const file of [
      'dist/cli-main.js',
      'dist/LICENSES.txt',
      'dashboard/dist/index.html',
      'help/dist/files.json',
      'LICENSE',
      // What docs/containers.md and docs/observability.md use.
      'ops/systemd/spedy.service',
      'ops/kubernetes/kustomization.yaml',
      'ops/caddy/Caddyfile',
      'ops/grafana/spedy.json',
      'ops/prometheus/spedy-alerts.yaml',
    ])
      expect(files).toContain(file);
    const ours = files.filter((file) => !file.startsWith('node_modules'));
    expect(
      ours.filter((file) => /\.(ts|tsx|db|map)$|\.test\.[jt]|^(src|test|data|scripts|docs)\b/.test(file)),
    ).toEqual([]);
  });

  it('brings no development dependencies and no Node', () => {
    const needed = closureOf(readLockFile(repository), ['']).map((path) =>
      path.replace(/^.*node_modules\/([^/]+).*$/, '$1'),
    );
    const packages = [installed, own].flatMap((place) => packagesIn(join(place, 'node_modules')));
    expect(packages).toContain('fastify');
    expect(packages.filter((name) => name !== 'spedy' && !needed.includes(name))).toEqual([]);
    expect(existsSync(join(installed, 'node_modules/node'))).toBe(false);
  });

  it('has the same bytes when another copy is packed', async () => {
    copySource(join(folder, 'another'));
    await run('npm', ['pack', '--silent'], { cwd: join(folder, 'another'), env });
    expect(hashOf(join(folder, 'another', archive))).toBe(hashOf(join(installed, archive)));
    expect(existsSync(join(folder, 'another/npm-shrinkwrap.json'))).toBe(false);
    // Packing takes a script out of the manifest, and puts it back.
    const manifest = (copy: string) => readFileSync(join(copy, 'package.json'), 'utf8');
    expect(manifest(join(folder, 'another'))).toBe(manifest(repository));
    expect(manifest(own)).not.toContain('"prepare"');
  });

  it('serves, and creates an organization and a first token, as docs/install.md shows', async () => {
    const port = String(await freePort());
    const here = (text: string) => text.replaceAll('localhost:3000', `localhost:${port}`);
    // Without npx, which a signal ends before the server.
    const [, , ...args] = block('npx spedy serve').trim().split(' ');
    const server = new SpedyProcess(command, args, { ...env, PORT: port }, installed);
    await server.untilPrinted(/\/setup\?token=/);
    const { stdout } = await run('bash', ['-ec', here(block('npx spedy admin org create'))], {
      cwd: installed,
      env: { ...env, PORT: port },
    });
    expect(stdout).toMatch(/"email":"ada@acme.example"/);
    expect(stdout).toMatch(/"slug":"acme-corp"/);
    for (const [path, text] of [
      ['/', '<div id="root">'],
      ['/help', 'Spedy'],
    ] as const)
      expect(await (await fetch(`http://localhost:${port}${path}`)).text()).toContain(text);
    expect(await server.stop()).toMatchObject({ exitCode: 0 });
  }, 90_000);

  it('keeps what Node compiled in a folder of the user where its own cannot be written', async () => {
    const blocked = join(own, 'node_modules/.cache');
    rmSync(blocked, { recursive: true, force: true });
    mkdirSync(join(own, 'node_modules'), { recursive: true });
    writeFileSync(blocked, '');
    const cache = join(folder, 'user-cache');
    const start = (XDG_CACHE_HOME: string) =>
      run(command, ['--version'], { env: { ...env, XDG_CACHE_HOME } });
    try {
      await start(cache);
      expect(readdirSync(join(cache, 'spedy'))).not.toEqual([]);
      rmSync(join(cache, 'spedy'), { recursive: true });
      mkdirSync(join(cache, 'spedy'));
      // Others could write code there.
      chmodSync(join(cache, 'spedy'), 0o777);
      await start(cache);
      expect(readdirSync(join(cache, 'spedy'))).toEqual([]);
      expect((await start('/dev/null')).stdout).toBe(`${version}\n`);
    } finally {
      rmSync(blocked);
    }
  });

  it('is one process, which ends as the program does', async () => {
    const { stdout } = await new SpedyProcess(command, ['--version'], env, installed).ended;
    expect(stdout).toBe(`${version}\n`);
    expect((await new SpedyProcess(command, ['nonsense'], env, installed).ended).exitCode).toBe(2);
    const server = new SpedyProcess(command, ['serve', '--port', String(await freePort())], env, installed);
    await server.untilPrinted(/Server listening|\/setup\?token=|"msg"/);
    const commandLine = readFileSync(`/proc/${server.process.pid}/cmdline`, 'utf8');
    expect(commandLine.split('\0')).toEqual(
      expect.arrayContaining(['--max-semi-space-size=8', '--v8-pool-size=1']),
    );
    const environment = readFileSync(`/proc/${server.process.pid}/environ`, 'utf8');
    expect(environment.split('\0')).toContain('MALLOC_TRIM_THRESHOLD_=131072');
    expect(await server.stop()).toMatchObject({ exitCode: 0 });
  });
});

function packagesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('.')) : [];
}
