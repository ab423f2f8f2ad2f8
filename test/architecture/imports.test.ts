import { join } from 'node:path';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { describe, expect, it } from 'vitest';
import { exportingText, importFixtures } from './import-fixtures.ts';
import { moduleFolders, modulesUnder, read, root, tableUnder } from './repository.ts';
import { inlineTypeImport, testImportRules } from './test-import-rules.ts';

/** The project's own rules and options. */
const options = await extractDepcruiseOptions(join(root, '.dependency-cruiser.mjs'));
/** The project's own list of layers. */
const configuration: Readonly<Record<'layers' | 'httpLayers' | 'oauthLayers', readonly string[]>> =
  await import(join(root, '.dependency-cruiser.mjs'));
/** The modules in docs/architecture.md, from the top layer down. */
const layers = tableUnder('docs/architecture.md', '## Modules').map(([module = '']) => module);
/** The folders of src/oauth/ there, in the same order. */
const oauthLayers = tableUnder('docs/architecture.md', '## The folders of oauth').map(
  ([folder = '']) => folder,
);

// That the sources break no rule is for `npm run check`.
describe('imports in src/', () => {
  it('have a layer for every module, and a row in docs/architecture.md for every layer', async () => {
    expect(layers).toEqual(configuration.layers);
    expect(oauthLayers).toEqual(configuration.oauthLayers);
    expect(layers).toEqual(expect.arrayContaining(moduleFolders()));
  });

  it('contain no inline type import, which the rules do not see', () => {
    const modules = modulesUnder('src');
    expect(modules.filter((path) => inlineTypeImport.test(read(path)))).toEqual([]);
  });
});

describe('the rules', () => {
  testImportRules('src', options, importFixtures(layers, configuration.httpLayers, oauthLayers), [
    ...[...layers, 'unlisted'].map((module) => ({ path: `src/${module}/thing.ts`, text: exportingText })),
    ...configuration.httpLayers.map((folder) => ({
      path: `src/http/${folder}/thing.ts`,
      text: exportingText,
    })),
    { path: 'src/http/server.ts', text: exportingText },
    { path: 'src/unlisted.ts', text: exportingText },
    ...[...oauthLayers, 'unlisted', 'clients/unlisted'].map((folder) => ({
      path: join('src/oauth', folder, 'thing.ts'),
      text: exportingText,
    })),
  ]);
});
