/**
 * The modules in import order, from the top layer down (docs/architecture.md). A module imports only from lower
 * layers; a type import counts.
 */
export const layers = [
  'cli',
  'server',
  'setup',
  'doctor',
  'mcp',
  'single-sign-on',
  'oauth',
  'tokens',
  'leaks',
  'scim',
  'recovery',
  'members',
  'sign-in',
  'sessions',
  'profile',
  'organizations',
  'notices',
  'mail',
  'tickets',
  'audit',
  'http',
  'contract',
  'principals',
  'access',
  'credentials',
  'storage',
  'telemetry',
];

/** The modules with routes, rules and queries: those between the server and the HTTP layer. */
export const features = layers.slice(layers.indexOf('server') + 1, layers.indexOf('http'));
/** The files of a feature that may use HTTP. */
const httpFiles = '(^|[/-])(routes|page|cookie)\\.ts$|/feature\\.ts$';

/** The folders of src/http/ in import order. The files directly in src/http/ are above them, except server.ts. */
export const httpLayers = ['openapi', 'responses', 'gate', 'limits', 'arrival'];

/** The folders of src/oauth/ in the same order. Each stands for its own files, without those of its subfolders. */
export const oauthLayers = [
  '.',
  'connected-apps',
  'discovery',
  'inspect',
  'changes',
  'leaks',
  'resource-servers',
  'token',
  'token/grant-types',
  'consent',
  'device',
  'authorize',
  'issuer',
  'clients/lookup',
  'clients/applications',
  'clients/registration',
  'clients/documents',
  'clients/authentication',
  'clients/remote',
  'clients',
  'records',
  'protocol',
];

/** A pattern for the files of a folder of src/oauth/. */
const filesOf = (folder) => `^src/oauth/${folder === '.' ? '' : `${folder}/`}[^/]+$`;

/** For each folder of src/oauth/, a rule against importing a folder above it. */
const onlyDownwardsInOAuth = oauthLayers.slice(1).map((folder, index) => ({
  name: `no-import-up-from-oauth-${folder.replace('/', '-')}`,
  comment: `src/oauth/${folder}/ is below ${oauthLayers.slice(0, index + 1).join(', ')}`,
  severity: 'error',
  // Unit tests may use the server's list of grant types.
  from: { path: filesOf(folder), pathNot: '\\.test\\.ts$' },
  to: { path: oauthLayers.slice(0, index + 1).map(filesOf) },
}));

/** For each module, a rule against importing a module above it. */
const onlyDownwards = layers.slice(1).map((module, index) => ({
  name: `no-import-up-from-${module}`,
  comment: `${module}/ is below ${layers.slice(0, index + 1).join(', ')}`,
  severity: 'error',
  from: { path: `^src/${module}/` },
  to: { path: `^src/(${layers.slice(0, index + 1).join('|')})/` },
}));

/** For each folder of src/http/, a rule against importing a folder or file above it. */
const onlyDownwardsInHttp = httpLayers.map((folder, index) => ({
  name: `no-import-up-from-http-${folder}`,
  comment: `http/${folder}/ is below ${['http/*.ts', ...httpLayers.slice(0, index)].join(', ')}`,
  severity: 'error',
  from: { path: `^src/http/${folder}/` },
  to: {
    path: `^src/http/(${[...httpLayers.slice(0, index).map((above) => `${above}/`), '[^/]+$'].join('|')})`,
    pathNot: '^src/http/server\\.ts$',
  },
}));

export default {
  forbidden: [
    ...onlyDownwards,
    ...onlyDownwardsInOAuth,
    {
      name: 'no-unlisted-module',
      comment: 'add a new module to the layers in this file and to docs/architecture.md',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: `^src/(${layers.join('|')})/` },
    },
    {
      name: 'no-unlisted-oauth-folder',
      comment: 'add a new folder of src/oauth/ to oauthLayers in this file and to docs/architecture.md',
      severity: 'error',
      from: {},
      to: { path: '^src/oauth/', pathNot: oauthLayers.map(filesOf) },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-sql-outside-queries',
      comment: 'routes and rules get rows from queries.ts; only queries and storage use the driver',
      severity: 'error',
      from: { path: '^src/(?!storage/)', pathNot: 'queries\\.ts$' },
      to: { path: 'node_modules/(kysely|pg)/|^(node:)?sqlite$' },
    },
    {
      name: 'no-http-in-rules',
      comment: 'rules and queries know no HTTP; what they share with routes is in contract/',
      severity: 'error',
      from: { path: `^src/(${features.join('|')})/`, pathNot: httpFiles },
      to: { path: '^src/http/' },
    },
    {
      name: 'no-fastify-in-rules',
      comment: 'only routes use the HTTP server, the rules of a feature do not',
      severity: 'error',
      from: { path: `^src/(${features.join('|')})/`, pathNot: httpFiles },
      to: { path: 'node_modules/(fastify|@fastify)/' },
    },
    ...onlyDownwardsInHttp,
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-dependency-in-src',
      comment: 'only tests may use development dependencies',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
