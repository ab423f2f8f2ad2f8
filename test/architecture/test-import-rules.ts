import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseOptions, type IViolation } from 'dependency-cruiser';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ImportFixture, packages } from './import-fixtures.ts';

type Module = Pick<ImportFixture, 'path' | 'text'>;

/** An inline type import, which dependency-cruiser does not see. */
export const inlineTypeImport =
  /\bimport\(\s*['"`][^)]*\)\s*\.\s*(?!then\b|catch\b|finally\b)\w|typeof\s+import\(/;

/** Returns the violations of the rules in one folder of a project. */
async function violationsUnder(
  project: string,
  folder: string,
  options: ICruiseOptions,
): Promise<IViolation[]> {
  const { output } = await cruise([folder], { ...options, baseDir: project, validate: true });
  if (typeof output === 'string') throw new Error('expected a result, not a report');
  return output.summary.violations;
}

/**
 * Tests that each rule reports the fixtures that break it, and nothing else.
 * @param folder the folder that the rules are for, from the root of the repository
 * @param others modules that the fixtures import
 */
export function testImportRules(
  folder: string,
  options: ICruiseOptions,
  fixtures: readonly ImportFixture[],
  others: readonly Module[],
): void {
  const rules = options.ruleSet?.forbidden ?? [];
  const project = mkdtempSync(join(tmpdir(), 'spedy-imports-'));
  const broken = new Map<string, string[]>();

  beforeAll(async () => {
    writeProject(project, [...fixtures, ...others]);
    for (const { rule, from } of await violationsUnder(project, folder, options)) {
      broken.set(rule.name, [...(broken.get(rule.name) ?? []), from]);
    }
  });
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it.each(rules.map(({ name = '' }) => name))('report exactly the fixtures that break %s', (rule) => {
    const expected = fixtures.filter((fixture) => fixture.rule === rule).map(({ path }) => path);
    expect(expected).not.toEqual([]);
    expect(broken.get(rule)?.sort()).toEqual(expected.sort());
  });

  it('are all errors, so that they fail the check', () => {
    expect(rules.filter(({ severity }) => severity !== 'error')).toEqual([]);
  });

  it('are all covered by fixtures', () => {
    const known = new Set(fixtures.flatMap(({ rule }) => rule ?? []));
    expect(new Set(rules.map(({ name }) => name))).toEqual(known);
  });
}

function writeProject(folder: string, modules: readonly Module[]): void {
  const { dependencies, devDependencies } = packages;
  const versions = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '1.0.0']));
  const manifest = { dependencies: versions(dependencies), devDependencies: versions(devDependencies) };
  const files = [
    ...modules,
    { path: 'package.json', text: JSON.stringify(manifest) },
    ...Object.values(packages)
      .flat()
      .flatMap((name) => [
        { path: `node_modules/${name}/package.json`, text: JSON.stringify({ name, version: '1.0.0' }) },
        { path: `node_modules/${name}/index.js`, text: '' },
      ]),
  ];
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
