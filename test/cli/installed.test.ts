import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { version } from '../../src/contract/version.ts';
import { databaseKind } from '../support/databases/database.ts';
import { freePort } from '../support/databases/postgres-server.ts';
import { SpedyProcess } from '../support/servers/command-line.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));

/** Unpacks the package that npm packs into a `node_modules` folder with its dependencies. */
describe.runIf(databaseKind === 'sqlite')('the installed command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spedy-installed-'));
  const packages = join(folder, 'node_modules');
  const command = join(packages, '.bin', 'spedy');
  const env = { DATABASE_URL: `sqlite:${folder}/spedy.db` };

  beforeAll(() => {
    mkdirSync(join(packages, '.bin'), { recursive: true });
    execFileSync('npm', ['pack', '--silent', '--offline', '--pack-destination', folder], { cwd: repository });
    const packed = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
    execFileSync('tar', ['-xzf', join(folder, packed), '-C', folder]);
    for (const name of readdirSync(join(repository, 'node_modules'))) {
      if (!name.startsWith('.')) symlinkSync(join(repository, 'node_modules', name), join(packages, name));
    }
    renameSync(join(folder, 'package'), join(packages, 'spedy'));
    symlinkSync('../spedy/bin/spedy.js', command);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('contains no tests and no data', () => {
    const files = readdirSync(join(packages, 'spedy'), { recursive: true, encoding: 'utf8' });
    expect(files).toContain('src/cli/main.ts');
    expect(files.filter((file) => /\.test\.ts$|^test|^data|\.db$/.test(file))).toEqual([]);
  });

  it('passes on exit codes', async () => {
    const run = (...args: string[]) => new SpedyProcess(command, args, env, folder).ended;
    expect(await run('--version')).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
    expect(await run('nonsense')).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('passes on signals, and exits like the program', async () => {
    const demo = new SpedyProcess(command, ['demo'], { ...env, PORT: String(await freePort()) }, folder);
    await demo.untilPrinted(/curl -H/);
    expect(await demo.stop()).toMatchObject({ exitCode: 0, stderr: '' });
  });
});
