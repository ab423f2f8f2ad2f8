/**
 * The layers of dashboard/src, from the top down (docs/architecture.md). An import goes down or stays in its layer; a
 * type import counts. The files directly under dashboard/src/ compose the layers.
 */
export const layers = ['shell', 'pages', 'shared', 'ui', 'api'];

/** For each layer, a rule against importing any layer above it. */
const onlyDownwards = layers.slice(1).map((layer, index) => ({
  name: `no-import-up-from-${layer}`,
  comment: `${layer}/ is below ${layers.slice(0, index + 1).join(', ')}`,
  severity: 'error',
  from: { path: `^dashboard/src/${layer}/` },
  to: { path: `^dashboard/src/(${layers.slice(0, index + 1).join('|')})/` },
}));

export default {
  forbidden: [
    ...onlyDownwards,
    {
      name: 'no-api-in-ui',
      comment: 'primitives do not know the API: what does is in shared/',
      severity: 'error',
      from: { path: '^dashboard/src/ui/' },
      to: { path: '^dashboard/src/api/' },
    },
    {
      name: 'no-page-in-another-page',
      comment: 'what several pages use is in shared/',
      severity: 'error',
      from: { path: '^dashboard/src/pages/([^/]+)/' },
      to: { path: '^dashboard/src/pages/', pathNot: '^dashboard/src/pages/$1/' },
    },
    {
      name: 'no-import-of-the-composition',
      comment: 'dashboard/src/*.ts compose the layers; only the navigation may read the list of pages',
      severity: 'error',
      from: { path: '^dashboard/src/[^/]+/', pathNot: '^dashboard/src/shell/' },
      to: { path: '^dashboard/src/[^/]+$' },
    },
    {
      name: 'no-unlisted-folder',
      comment: 'a new folder of dashboard/src gets a layer in this file',
      severity: 'error',
      from: {},
      to: { path: '^dashboard/src/[^/]+/', pathNot: `^dashboard/src/(${layers.join('|')})/` },
    },
    {
      name: 'no-import-from-outside',
      comment: 'the dashboard knows the server only by its public API',
      severity: 'error',
      from: {},
      to: { pathNot: '^dashboard/src/|node_modules/', couldNotResolve: false },
    },
    {
      name: 'no-requests-outside-api',
      comment: 'every request to the API is a function in api/',
      severity: 'error',
      from: { pathNot: '^dashboard/src/api/' },
      to: { path: 'node_modules/openapi-fetch/' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-unlisted-package',
      comment: 'tests beside the code may use the test runner',
      severity: 'error',
      from: { pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'types', 'default'],
    },
  },
};
