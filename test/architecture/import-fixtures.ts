import { posix } from 'node:path';

const { join, relative } = posix;

/** A small module with one import, and the rule that this import must break; null if it is allowed. */
export type ImportFixture = {
  readonly rule: string | null;
  /** The module's path. */
  readonly path: string;
  /** The whole text of the module. */
  readonly text: string;
};

/** Packages in the fixtures' node_modules, by their place in the fixtures' package.json. */
export const packages = {
  dependencies: ['kysely', 'pg', 'fastify', '@fastify/static', 'openapi-fetch'],
  devDependencies: ['vitest'],
  unlisted: ['unlisted-package'],
} as const;

/** The text of a module that the fixtures import. */
export const exportingText = 'export const thing = 1;\nexport type Thing = string;\n';

/** The features: modules whose rules and queries know no HTTP. */
const features = [
  'setup',
  'doctor',
  'mcp',
  'oauth',
  'tokens',
  'leaks',
  'single-sign-on',
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
];
/** Modules that read and write rows through queries.ts. */
const modulesWithoutSql = [
  ...features,
  'cli',
  'server',
  'http',
  'contract',
  'principals',
  'access',
  'credentials',
];

/**
 * Returns one fixture for each way to break each rule, and for each import that a rule allows on purpose.
 * @param layers the modules from the top layer to the bottom
 * @param httpLayers the folders of src/http/ from the top to the bottom
 * @param oauthLayers the folders of src/oauth/ from the top to the bottom
 */
export function importFixtures(
  layers: readonly string[],
  httpLayers: readonly string[],
  oauthLayers: readonly string[],
): ImportFixture[] {
  return [
    ...importsBetweenModules(layers),
    ...importsInHttp(httpLayers),
    ...importsInOAuth(oauthLayers),
    ...importFixturesOf('no-unlisted-oauth-folder', 'src/oauth/to-unlisted.ts', './unlisted/thing.ts'),
    ...importFixturesOf(
      'no-unlisted-oauth-folder',
      'src/oauth/clients/to-unlisted.ts',
      './unlisted/thing.ts',
    ),
    ...http(),
    ...importFixturesOf('no-unlisted-module', 'src/cli/to-unlisted.ts', '../unlisted/thing.ts'),
    ...importFixturesOf('no-unlisted-module', 'src/cli/to-root.ts', '../unlisted.ts'),
    ...importFixturesOf('no-unlisted-module', 'src/http/to-unlisted.ts', '../unlisted/thing.ts'),
    ...cycles('src/access'),
    ...sql(),
    ...fastify(),
    ...importFixturesOf('no-unresolvable', 'src/access/to-missing.ts', './nowhere.ts'),
    ...importFixturesOf('no-unresolvable', 'src/access/to-no-package.ts', 'never-installed'),
    ...importFixturesOf('no-dev-dependency-in-src', 'src/access/to-dev.ts', 'vitest'),
    ...importFixturesOf('no-dev-dependency-in-src', 'src/access/to-unlisted-package.ts', 'unlisted-package'),
    ...importFixturesOf(null, 'src/access/roles.test.ts', 'vitest'),
  ];
}

/** Every module imports every module above it, and every module below it. */
function importsBetweenModules(layers: readonly string[]): ImportFixture[] {
  return layers.flatMap((from, height) =>
    layers.flatMap((to, other) => {
      if (to === from) return [];
      const rule = other < height ? `no-import-up-from-${from}` : downwards(from, to);
      return importFixturesOf(rule, `src/${from}/to-${to}.ts`, `../${to}/thing.ts`);
    }),
  );
}

function downwards(from: string, to: string): string | null {
  return to === 'http' && features.includes(from) ? 'no-http-in-rules' : null;
}

/** Every folder of src/http/ imports every other one and the files above them. */
function importsInHttp(httpLayers: readonly string[]): ImportFixture[] {
  return httpLayers.flatMap((from, height) => {
    const rule = `no-import-up-from-http-${from}`;
    const folder = `src/http/${from}`;
    return [
      ...httpLayers.flatMap((to, other) =>
        to === from
          ? []
          : importFixturesOf(other < height ? rule : null, `${folder}/to-${to}.ts`, `../${to}/thing.ts`),
      ),
      ...importFixturesOf(rule, `${folder}/to-composition.ts`, '../thing.ts'),
      ...importFixturesOf(null, `${folder}/to-server.ts`, '../server.ts'),
      ...importFixturesOf(null, `src/http/to-${from}.ts`, `./${from}/thing.ts`),
    ];
  });
}

/** The files of a feature that may use HTTP, and files with similar names. Features import http in `importsBetweenModules`, too. */
function http(): ImportFixture[] {
  const rule = 'no-http-in-rules';
  const target = '../http/thing.ts';
  return [
    ...importFixturesOf(null, 'src/tokens/http-routes.ts', target),
    ...importFixturesOf(null, 'src/setup/http-page.ts', target),
    ...importFixturesOf(null, 'src/sessions/http-cookie.ts', target),
    { rule: null, path: 'src/tokens/feature.ts', text: importText(target) },
    ...importFixturesOf(rule, 'src/tokens/http-feature.ts', target),
    ...importFixturesOf(rule, 'src/tokens/http-queries.ts', target),
    ...importFixturesOf(rule, 'src/tokens/subroutes.ts', target),
    ...importFixturesOf(rule, 'src/tokens/routes/create.ts', '../../http/gate/thing.ts'),
  ];
}

/** Every folder of src/oauth/ imports every other one. Only those below it are allowed, and all for a unit test. */
function importsInOAuth(folders: readonly string[]): ImportFixture[] {
  return folders.flatMap((from, height) =>
    folders.flatMap((to, other) => {
      if (to === from) return [];
      const rule = other < height ? `no-import-up-from-oauth-${from.replace('/', '-')}` : null;
      const name = `to-${to === '.' ? 'root' : to.replace('/', '-')}`;
      const target = relative(from, join(to, 'thing.ts'));
      const specifier = target.startsWith('.') ? target : `./${target}`;
      return [
        ...importFixturesOf(rule, join('src/oauth', from, `${name}.ts`), specifier),
        ...importFixturesOf(null, join('src/oauth', from, `${name}.test.ts`), specifier),
      ];
    }),
  );
}

/** Cycles of two modules, with values and with a type in one direction; each is reported once, at its first. */
export function cycles(folder: string): ImportFixture[] {
  const rule = 'no-circles';
  return [
    { rule, path: `${folder}/back.ts`, text: importText('./there.ts') },
    { rule: null, path: `${folder}/there.ts`, text: importText('./back.ts') },
    { rule, path: `${folder}/back-typed.ts`, text: typeImportText('./there-typed.ts') },
    { rule: null, path: `${folder}/there-typed.ts`, text: importText('./back-typed.ts') },
  ];
}

function sql(): ImportFixture[] {
  const rule = 'no-sql-outside-queries';
  return [
    ...['kysely', 'pg', 'node:sqlite'].flatMap((driver) => [
      ...modulesWithoutSql.flatMap((module) =>
        importFixturesOf(rule, `src/${module}/with-${driver.replace(':', '-')}.ts`, driver),
      ),
      ...importFixturesOf(null, `src/storage/dialects/with-${driver.replace(':', '-')}.ts`, driver),
    ]),
    ...importFixturesOf(rule, 'src/tokens/routes.ts', 'kysely'),
    ...importFixturesOf(null, 'src/tokens/queries.ts', 'kysely'),
    ...importFixturesOf(null, 'src/tokens/organization/queries.ts', 'kysely'),
    ...importFixturesOf(rule, 'src/principals/last-use.ts', 'kysely'),
    ...importFixturesOf(rule, 'src/tokens/queries/read.ts', 'kysely'),
  ];
}

function fastify(): ImportFixture[] {
  const rule = 'no-fastify-in-rules';
  return ['fastify', '@fastify/static'].flatMap((server) => {
    const name = server === 'fastify' ? 'server' : 'plugin';
    return [
      ...features.flatMap((module) => importFixturesOf(rule, `src/${module}/with-${name}.ts`, server)),
      ...importFixturesOf(null, `src/tokens/${name}-routes.ts`, server),
      ...importFixturesOf(null, `src/http/with-${name}.ts`, server),
    ];
  });
}

/** The same import in every form that the rules see: of a value, of a type, dynamic, and as a re-export. */
export function importFixturesOf(rule: string | null, path: string, specifier: string): ImportFixture[] {
  const withPrefix = (folder: string) => path.replace(/[^/]+$/, `${folder}-$&`);
  return [
    { rule, path, text: importText(specifier) },
    { rule, path: withPrefix('typed'), text: typeImportText(specifier) },
    { rule, path: withPrefix('dynamic'), text: `export const later = () => import('${specifier}');\n` },
    { rule, path: withPrefix('re-exporting'), text: `export { thing } from '${specifier}';\n` },
  ];
}

function importText(specifier: string): string {
  return `import { thing } from '${specifier}';\nexport const again = thing;\n`;
}

function typeImportText(specifier: string): string {
  return `import type { Thing } from '${specifier}';\nexport type Again = Thing;\n`;
}
