import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type IViolation } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportingText, importFixtures, packages } from './import-fixtures.ts';
import { modulesUnder, read, rooms, root, tableUnder } from './repository.ts';

/** The project's own rules and options. */
const options = await extractDepcruiseOptions(join(root, '.dependency-cruiser.mjs'));
const rules = options.ruleSet?.forbidden ?? [];
/** The layers in docs/architecture.md, from the top to the bottom. */
const floors = tableUnder('docs/architecture.md', '## The rooms').map(([room = '']) => room);

describe('imports in src/', () => {
  it('break no rule', async () => {
    expect(await violationsUnder(root)).toEqual([]);
  });

  it('have a layer for every module, and a row in docs/architecture.md for every layer', async () => {
    const configuration: { floors: readonly string[] } = await import(join(root, '.dependency-cruiser.mjs'));
    expect(floors).toEqual(configuration.floors);
    expect(floors).toEqual(expect.arrayContaining(rooms()));
  });

  it('contain no inline type import, which the rules do not see', () => {
    const inline = /\bimport\(\s*['"`][^)]*\)\s*\.\s*(?!then\b|catch\b|finally\b)\w|typeof\s+import\(/;
    const modules = modulesUnder('src');
    expect(modules.filter((path) => inline.test(read(path)))).toEqual([]);
  });
});

describe('the rules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spedy-imports-'));
  const fixtures = importFixtures(floors);
  const broken = new Map<string, string[]>();

  beforeAll(async () => {
    writeFixtures(folder, [
      ...fixtures,
      ...[...floors, 'attic'].map((room) => ({ path: `src/${room}/ground.ts`, text: exportingText })),
      { path: 'src/roof.ts', text: exportingText },
    ]);
    for (const { rule, from } of await violationsUnder(folder)) {
      broken.set(rule.name, [...(broken.get(rule.name) ?? []), from]);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

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
});

/** Returns the violations of the project's rules in the src/ of a folder. */
async function violationsUnder(folder: string): Promise<IViolation[]> {
  const { output } = await cruise(['src'], { ...options, baseDir: folder, validate: true });
  if (typeof output === 'string') throw new Error('expected a result, not a report');
  return output.summary.violations;
}

function writeFixtures(folder: string, modules: readonly { path: string; text: string }[]): void {
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
