import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../scripts/release/audit.ts';
import { isAccepted, licenseProblems } from '../../scripts/release/licenses.ts';
import { isNotOlder, nextVersion } from '../../scripts/release/versions.ts';
import { version } from '../../src/contract/version.ts';
import { commitAll, copySource, gitEnvironment, ownNode, repository } from '../support/package/source.ts';

const run = promisify(execFile);

describe('a release', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spedy-release-test-'));
  const source = join(folder, 'source');
  const env = gitEnvironment(folder);
  const release = (...args: string[]) =>
    run(process.execPath, ['scripts/release/main.ts', ...args], { cwd: source, env });
  const git = async (...args: string[]) => (await run('git', args, { cwd: source, env })).stdout.trim();
  const edit = (path: string, change: (text: string) => string) =>
    writeFileSync(join(source, path), change(readFileSync(join(source, path), 'utf8')));
  beforeAll(() => {
    copySource(source);
    commitAll(source);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }), 120_000);

  it('says everything that prevents it, and changes nothing', async () => {
    edit('README.md', (text) => `${text}\n`);
    const failure = await release('0.0.9', '--without-audit').catch((error: { stderr: string }) => error);
    expect(failure.stderr.trim().split('\n')).toEqual([
      'The working tree has changes: commit or stash them first.',
      expect.stringMatching(/^0\.0\.9 is not newer than/),
      expect.stringMatching(/^docs\/upgrade\.md has no "### 0\.0\.9"/),
    ]);
    await git('checkout', '--quiet', 'README.md');
    expect(await git('status', '--porcelain')).toBe('');
    await expect(release('soon')).rejects.toThrow(/usage: npm run release/);
  });

  it('can be rehearsed: all files, what would prevent it, and no change', async () => {
    edit('README.md', (text) => `${text}\n`);
    const before = await git('rev-parse', 'HEAD');
    // Packing for real takes long, and the next test does it.
    const bin = join(folder, 'packing');
    mkdirSync(bin);
    const pack = `#!/bin/sh\nfor name in '' -client -verify; do echo "$name" > "$7/spedy$name-${version}.tgz"; done\n`;
    writeFileSync(join(bin, 'npm'), pack, { mode: 0o755 });
    const { stdout } = await run(
      process.execPath,
      ['scripts/release/main.ts', '--dry-run', '--without-audit'],
      { cwd: source, env: { ...env, PATH: `${bin}${delimiter}${env.PATH}` } },
    );
    const [problem, result] = stdout.trim().split('\n');
    expect(problem).toBe('A release would stop: The working tree has changes: commit or stash them first.');
    expect(result).toMatch(/^Rehearsed \d+\.\d+\.\d+, and changed nothing\. release\/rehearsal\/: spedy-/);
    await run('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: join(source, 'release/rehearsal') });
    expect(await git('status', '--porcelain')).toBe('M README.md');
    expect([await git('rev-parse', 'HEAD'), await git('tag')]).toEqual([before, '']);
    await git('checkout', '--quiet', 'README.md');
  }, 120_000);

  it('has a tag, a changelog, the package, an SBOM and checksums that match', async () => {
    edit('docs/upgrade.md', (text) => text.replace('### 0.1.0', '### 9.9.9\n\nNothing to do.\n\n### 0.1.0'));
    await git('commit', '--all', '--quiet', '--message', 'Upgrade notes');
    const { stdout } = await release('9.9.9', '--without-audit');
    expect(stdout).toMatch(/^Released 9\.9\.9 in release\/9\.9\.9\//);
    expect(await git('describe', '--exact-match')).toBe('v9.9.9');
    expect(await git('status', '--porcelain')).toBe('');
    const changelog = readFileSync(join(source, 'CHANGELOG.md'), 'utf8');
    expect(changelog).toMatch(/## \[Unreleased\]\n\n## \[9\.9\.9\] - \d{4}-\d\d-\d\d\n/);

    const files = join(source, 'release/9.9.9');
    const archives = ['spedy-9.9.9.tgz', 'spedy-client-9.9.9.tgz', 'spedy-verify-9.9.9.tgz'];
    const names = ['SHA256SUMS', 'notes.md', 'spedy-9.9.9.cdx.json', ...archives];
    expect(readdirSync(files).sort()).toEqual(names);
    await run('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: files });
    const { stdout: manifest } = await run('tar', [
      '-xzOf',
      join(files, 'spedy-9.9.9.tgz'),
      'package/package.json',
    ]);
    expect(JSON.parse(manifest).version).toBe('9.9.9');
    // npm warns of it when the package is installed.
    expect(JSON.parse(manifest).scripts.prepare).toBeUndefined();

    const text = readFileSync(join(files, 'spedy-9.9.9.cdx.json'), 'utf8');
    expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)).toBeNull();
    const bom = JSON.parse(text);
    expect(bom).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      serialNumber: expect.stringMatching(
        /^urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/,
      ),
      metadata: { component: { name: 'spedy', version: '9.9.9', purl: 'pkg:npm/spedy@9.9.9' } },
    });
    const components = bom.components.map(({ name }: { name: string }) => name);
    expect(components).toEqual(expect.arrayContaining(['fastify', 'react', 'minisearch', 'pg']));
    expect(components).not.toContain('vitest');
    expect(bom.components.every(({ licenses }: { licenses: unknown[] }) => licenses.length === 1)).toBe(true);
  }, 120_000);

  it('accepts no license that the product could not be passed on with', () => {
    expect(licenseProblems(repository)).toEqual([]);
    expect(['MIT', '(MIT OR GPL-3.0)', 'Apache-2.0 AND MIT'].filter(isAccepted)).toHaveLength(3);
    expect(
      ['GPL-3.0', 'MIT AND GPL-3.0', 'UNLICENSED', '', 'MIT AND (GPL-3.0 OR X)'].filter(isAccepted),
    ).toEqual([]);
  });

  it('counts versions', () => {
    expect(
      ['patch', 'minor', 'major', '2.0.0-rc.1', 'v2', ''].map((wanted) => nextVersion('1.2.3', wanted)),
    ).toEqual(['1.2.4', '1.3.0', '2.0.0', '2.0.0-rc.1', null, null]);
    expect(isNotOlder('1.10.0', '1.9.0')).toBe(true);
    expect(isNotOlder('1.0.0', '1.0.0-rc.1')).toBe(true);
    expect(isNotOlder('1.0.0-rc.1', '1.0.0')).toBe(false);
  });

  it('is stopped by an advisory, and by a registry that does not answer', () => {
    const path = process.env.PATH;
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const answer = (text: string) => {
      writeFileSync(join(bin, 'npm'), `#!/bin/sh\ncat <<'END'\n${text}\nEND\n`);
      chmodSync(join(bin, 'npm'), 0o755);
      return audit(repository);
    };
    process.env.PATH = `${bin}${delimiter}${ownNode.PATH}`;
    try {
      const found = {
        pg: { name: 'pg', severity: 'high', range: '<9' },
        a: { name: 'a', severity: 'low', range: '*' },
      };
      expect(answer(JSON.stringify({ vulnerabilities: found }))).toEqual({ found: ['pg <9: high'] });
      expect(answer('{"vulnerabilities":{}}')).toEqual({ found: [] });
      const unanswered = (reason: string) => ({
        unanswered: `npm audit could not ask the registry: ${reason}. Check the network, or set npm_config_registry to one that has them`,
      });
      expect(answer('{"error":{"code":"ENOTFOUND"}}')).toEqual(unanswered('it did not answer'));
      expect(answer('not JSON')).toEqual(unanswered('it did not answer'));
      const mirror = '{"statusCode":405,"message":"405 - POST https://ada:hunter2@registry.example/"}';
      expect(answer(mirror)).toEqual(
        unanswered('it answers questions about advisories with status 405, as mirrors without them do'),
      );
    } finally {
      process.env.PATH = path;
    }
  });
});
