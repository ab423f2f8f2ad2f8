/**
 * The modules in import order, from the top layer down (docs/architecture.md). A module imports only from lower
 * layers; a type import counts. Files directly under src/ are above every module.
 */
export const floors = [
  'cli',
  'setup',
  'doctor',
  'mcp',
  'oauth',
  'tokens',
  'leaks',
  'sessions',
  'organizations',
  'tickets',
  'audit',
  'http',
  'principals',
  'access',
  'credentials',
  'storage',
];

/** For each module, a rule against importing a module above it. */
const onlyDownwards = floors.slice(1).map((room, index) => ({
  name: `no-import-up-from-${room}`,
  comment: `${room}/ is below ${floors.slice(0, index + 1).join(', ')}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: `^src/(${floors.slice(0, index + 1).join('|')})/` },
}));

export default {
  forbidden: [
    ...onlyDownwards,
    {
      name: 'no-import-of-the-roof',
      comment:
        'src/*.ts compose the modules; only the command line, which starts the server, may import them',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: '^src/cli/' },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    {
      name: 'no-unlisted-room',
      comment: 'add a new module to the layers in this file and to docs/architecture.md',
      severity: 'error',
      from: {},
      to: { path: '^src/[^/]+/', pathNot: `^src/(${floors.join('|')})/` },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-sql-outside-queries',
      comment:
        'routes and rules get rows from queries.ts; only queries, storage and the audit log use the driver',
      severity: 'error',
      from: { path: '^src/(?!storage/).*', pathNot: '(queries|last-use)\\.ts$' },
      to: { path: 'node_modules/(kysely|pg)/' },
    },
    {
      name: 'no-fastify-in-rules',
      comment: 'only routes use the HTTP server, the rules of a feature do not',
      severity: 'error',
      from: {
        path: '^src/(doctor|mcp|oauth|tokens|leaks|sessions|organizations|tickets|setup|audit)/',
        pathNot: 'routes\\.ts$|provenance\\.ts$|cookie\\.ts$',
      },
      to: { path: 'node_modules/(fastify|@fastify)/' },
    },
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
