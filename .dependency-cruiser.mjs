/**
 * The floors of the house, from the top to the ground (docs/architecture.md). An import goes down or stays in
 * its room; a type import counts. The files directly under src/ stand above every room.
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

/** For each room, a rule against importing any room above it. */
const onlyDownwards = floors.slice(1).map((room, index) => ({
  name: `no-import-up-from-${room}`,
  comment: `${room}/ stands below ${floors.slice(0, index + 1).join(', ')}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: `^src/(${floors.slice(0, index + 1).join('|')})/` },
}));

export default {
  forbidden: [
    ...onlyDownwards,
    {
      name: 'no-import-of-the-roof',
      comment: 'src/*.ts compose the rooms; only the command line, which starts the server, may import them',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: '^src/cli/' },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    {
      name: 'no-unlisted-room',
      comment: 'a new room gets a floor in this file and a line in docs/architecture.md',
      severity: 'error',
      from: {},
      to: { path: '^src/[^/]+/', pathNot: `^src/(${floors.join('|')})/` },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-sql-outside-queries',
      comment:
        'routes and rules take rows from queries.ts; only they, storage and the audit log speak to the driver',
      severity: 'error',
      from: { path: '^src/(?!storage/).*', pathNot: '(queries|last-use)\\.ts$' },
      to: { path: 'node_modules/(kysely|pg)/' },
    },
    {
      name: 'no-fastify-in-rules',
      comment: 'the rules of a feature know no HTTP server: only routes do',
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
      comment: 'tests beside the code may use the test runner',
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
