import { join } from 'node:path';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { describe, expect, it } from 'vitest';
import { dashboardImportFixtures, dashboardTargets } from './dashboard-import-fixtures.ts';
import { modulesUnder, read, root } from './repository.ts';
import { inlineTypeImport, testImportRules } from './test-import-rules.ts';

const path = join(root, 'dashboard/.dependency-cruiser.mjs');
const options = await extractDepcruiseOptions(path);
const { layers }: { layers: readonly string[] } = await import(path);

// That the sources break no rule is for `npm run check`.
describe('imports in dashboard/src/', () => {
  it('contain no inline type import, which the rules do not see', () => {
    const modules = modulesUnder('dashboard/src');
    expect(modules.length).toBeGreaterThan(100);
    expect(modules.filter((module) => inlineTypeImport.test(read(module)))).toEqual([]);
  });
});

describe('the rules for dashboard/src/', () => {
  testImportRules('dashboard/src', options, dashboardImportFixtures(layers), dashboardTargets(layers));
});
