import { cycles, exportingText, type ImportFixture, importFixturesOf } from './import-fixtures.ts';

const root = 'dashboard/src';

/**
 * Returns one fixture for each way to break each of the dashboard's rules, and for each import that a rule allows on
 * purpose.
 * @param layers the folders of dashboard/src from the top down
 */
export function dashboardImportFixtures(layers: readonly string[]): ImportFixture[] {
  return [
    ...importsBetweenLayers(layers),
    ...layers.flatMap((layer) => [
      ...importFixturesOf(toMain(layer), `${root}/${layer}/section/to-main.ts`, '../../main.ts'),
      ...importFixturesOf(toMain(layer), `${root}/${layer}/section/to-routes.ts`, '../../routes.ts'),
    ]),
    ...importFixturesOf('no-page-in-another-page', `${root}/pages/security/to-page.ts`, '../policy/page.ts'),
    ...importFixturesOf(null, `${root}/pages/policy/to-own.ts`, './page.ts'),
    ...importFixturesOf('no-unlisted-folder', `${root}/to-unlisted.ts`, './unlisted/base.ts'),
    ...importFixturesOf('no-unlisted-folder', `${root}/ui/to-unlisted.ts`, '../unlisted/base.ts'),
    ...importFixturesOf('no-import-from-outside', `${root}/ui/to-server.ts`, '../../../src/server.ts'),
    ...importFixturesOf('no-import-from-outside', `${root}/to-build.ts`, '../build.ts'),
    ...importFixturesOf('no-import-from-outside', `${root}/api/to-node.ts`, 'node:fs'),
    ...importFixturesOf('no-requests-outside-api', `${root}/shared/to-client.ts`, 'openapi-fetch'),
    ...importFixturesOf('no-requests-outside-api', `${root}/pages/policy/to-client.ts`, 'openapi-fetch'),
    ...importFixturesOf(null, `${root}/api/to-client.ts`, 'openapi-fetch'),
    ...cycles(`${root}/ui`),
    ...importFixturesOf('no-unresolvable', `${root}/ui/to-missing.ts`, './nowhere.ts'),
    ...importFixturesOf('no-unresolvable', `${root}/ui/to-no-package.ts`, 'never-installed'),
    ...importFixturesOf('no-unlisted-package', `${root}/ui/to-unlisted-package.ts`, 'unlisted-package'),
    ...importFixturesOf(null, `${root}/ui/text.test.ts`, 'vitest'),
  ];
}

/** Returns the modules that the fixtures import. */
export function dashboardTargets(layers: readonly string[]) {
  const paths = [
    ...[...layers, 'unlisted'].map((layer) => `${root}/${layer}/base.ts`),
    ...['main.ts', 'routes.ts', 'pages/policy/page.ts'].map((path) => `${root}/${path}`),
    'dashboard/build.ts',
    'src/server.ts',
  ];
  return paths.map((path) => ({ path, text: exportingText }));
}

/** Every layer imports every other layer. */
function importsBetweenLayers(layers: readonly string[]): ImportFixture[] {
  return layers.flatMap((from, height) =>
    layers.flatMap((to, other) => {
      if (to === from) return [];
      const rule = other < height ? `no-import-up-from-${from}` : downwards(from, to);
      return importFixturesOf(rule, `${root}/${from}/to-${to}.ts`, `../${to}/base.ts`);
    }),
  );
}

function downwards(from: string, to: string): string | null {
  return from === 'ui' && to === 'api' ? 'no-api-in-ui' : null;
}

function toMain(layer: string): string | null {
  return layer === 'shell' ? null : 'no-import-of-the-composition';
}
