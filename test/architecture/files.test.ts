import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modulesUnder, paths, read, readManifest, root } from './repository.ts';

const maximumLines = 300;
/** The maximum number of files in one folder, without its subfolders. */
const maximumFiles = 20;

describe('files', () => {
  it(`have at most ${maximumLines} lines`, () => {
    const folders = ['src', 'test', 'bench', 'scripts', 'ops', 'help', 'dashboard/src', 'packages'];
    const ours = folders.flatMap(modulesUnder);
    const modules = ours.filter(
      (path) => !/^(dashboard\/src\/api|packages\/client\/src)\/schema\.ts$/.test(path),
    );
    expect(modules.length).toBeGreaterThan(100);
    const tooLong = modules.filter((path) => read(path).trimEnd().split('\n').length > maximumLines);
    expect(tooLong).toEqual([]);
  });

  it(`are at most ${maximumFiles} in a folder`, () => {
    const counts = new Map<string, number>();
    for (const path of paths) {
      if (!/^(src|test|dashboard\/src|scripts|bench|ops|help)\//.test(path) || isFolder(path)) continue;
      counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
    }
    expect(counts.size).toBeGreaterThan(100);
    expect([...counts].filter(([, count]) => count > maximumFiles)).toEqual([]);
  });

  it('are not named utils, helpers or manager, and neither are folders', () => {
    const vague = /(^|[/._-])(utils?|helpers?|managers?)([/._-]|$)/i;
    expect(paths.filter((path) => vague.test(path))).toEqual([]);
  });

  it('of decisions have a number of their own, which is that of the heading', () => {
    const decisions = paths.filter((path) => path.startsWith('docs/decisions/') && path.endsWith('.md'));
    const numbers = decisions.map((path) => Number(/\/(\d{4})-/.exec(path)?.[1]));
    expect(numbers.length).toBeGreaterThan(25);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(decisions.map((path) => Number(/^# (\d+)\. /.exec(read(path))?.[1]))).toEqual(numbers);
  });
});

function isFolder(path: string): boolean {
  return statSync(join(root, path)).isDirectory();
}

describe('tsconfig.json', () => {
  it('is strict, and lets Node run the sources directly', () => {
    const { compilerOptions, include } = JSON.parse(read('tsconfig.json'));
    expect(compilerOptions).toMatchObject({
      strict: true,
      erasableSyntaxOnly: true,
      verbatimModuleSyntax: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
    });
    for (const [option, value] of Object.entries(compilerOptions)) {
      if (/^(strict|no(?!Emit)|exact)/.test(option))
        expect({ option, value }).toEqual({ option, value: true });
    }
    expect(include).toEqual(expect.arrayContaining(['src', 'test']));
  });
});

describe('npm test', () => {
  const { scripts } = readManifest();

  it('checks types, lint, imports and unused code, then runs every suite', () => {
    expect(scripts.test?.split(' && ')).toEqual([
      'npm run -s check',
      expect.stringMatching(/vitest\.mjs run$/),
    ]);
    expect(scripts.check).toBe('node scripts/check.ts');
    const checks = Object.keys(scripts).filter((name) => name.startsWith('check:'));
    expect(checks).toEqual(['check:types', 'check:lint', 'check:imports', 'check:unused']);
  });

  it('is the command in .ci/run and in the README', () => {
    const command = 'npm ci && npm test';
    expect(read('README.md').split('\n')).toContain(command);
    const lines = read('.ci/run').split('\n');
    expect(lines.filter((line) => line.includes('npm') && !line.startsWith('#'))).toEqual([command]);
    expect(lines.slice(0, 2)).toEqual(['#!/usr/bin/env bash', expect.stringMatching(/^#|^set/)]);
    expect(lines).toContain('set -euo pipefail');
  });

  it('is executable by its path in CI', () => {
    expect(statSync(join(root, '.ci/run')).mode & 0o111).toBe(0o111);
  });
});
