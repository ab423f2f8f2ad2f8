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
  'oauth',
  'tokens',
  'leaks',
  'members',
  'sign-in',
  'sessions',
  'profile',
  'organizations',
  'tickets',
  'audit',
  'http',
  'contract',
  'principals',
  'access',
  'credentials',
  'storage',
];

/** For each module, a rule against importing a module above it. */
const onlyDownwards = layers.slice(1).map((module, index) => ({
  name: `no-import-up-from-${module}`,
  comment: `${module}/ is below ${layers.slice(0, index + 1).join(', ')}`,
  severity: 'error',
  from: { path: `^src/${module}/` },
  to: { path: `^src/(${layers.slice(0, index + 1).join('|')})/` },
}));

export default {
  forbidden: [
    ...onlyDownwards,
    {
      name: 'no-unlisted-module',
      comment: 'add a new module to the layers in this file and to docs/architecture.md',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: `^src/(${layers.join('|')})/` },
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
        path: '^src/(doctor|mcp|oauth|tokens|leaks|members|sign-in|sessions|profile|organizations|tickets|setup|audit)/',
        pathNot: 'routes\\.ts$|change-origin\\.ts$|request-limits\\.ts$|cookie\\.ts$',
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
