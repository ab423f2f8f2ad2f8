import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

/**
 * Two more than there are cores, because tests often wait for a browser, a process or a clock. At most nine, because each
 * opens up to 16 connections for each server to a PostgreSQL that allows 300.
 */
const maxWorkers = Math.min(availableParallelism() + 2, 9);

// Every project starts workers, and each loads the same thousand modules: a fifth less processor time with their code cached.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/spedy', import.meta.url));

/** The suites that run on each database. */
const onBothDatabases = ['http', 'flows', 'storage', 'cli'].map((suite) => `test/${suite}/**/*.test.ts`);

/** Builds the dashboard and the help, if those that `npm ci` has built are not current. */
const builtPages = 'test/support/browser/built-pages.ts';

/**
 * What these prove is the same on each database: how requests arrive, how answers look, how other programs and other
 * servers behave. They run once, on SQLite, because a second run costs as much as the first.
 */
const aboutNoDatabase = [
  'test/http/{arrival,doctor,responses}/**',
  'test/http/mail/{messages,unreliable-servers}.test.ts',
  'test/http/oauth/clients/{document-keys,slow-documents}.test.ts',
  'test/http/server/{dashboard-host,help-host}.test.ts',
  'test/http/single-sign-on/faults.test.ts',
  'test/cli/closed-pipe.test.ts',
  'test/cli/personal/**',
  'test/flows/{conformance,local-clients,log-output,mcp-authorization,oauth-clients}.test.ts',
  'test/flows/nginx-*.test.ts',
  'test/flows/observability/log-format.test.ts',
];

/** Fails a test if a server answers with something that its OpenAPI document does not describe. */
const checkAnswers = 'test/support/answers/check-answers.ts';

function onDatabase(kind: 'sqlite' | 'postgres') {
  return {
    extends: true as const,
    test: {
      name: kind,
      include: onBothDatabases,
      exclude: [...configDefaults.exclude, ...(kind === 'postgres' ? aboutNoDatabase : [])],
      env: { TEST_DATABASE: kind },
      globalSetup: kind === 'postgres' ? ['test/support/databases/postgres-cluster.ts'] : [],
      setupFiles: kind === 'postgres' ? [checkAnswers, 'test/support/shards/guard.ts'] : [checkAnswers],
    },
  };
}

export default defineConfig({
  test: {
    // In CI a failed test runs again, and is reported with its number of tries: one slow moment of a machine is no fault.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // On a busy machine, what a test waits for can take longer than the default second.
    expect: { poll: { timeout: 10_000 } },
    // Tests do not share state, and loading the modules again for each file would double the time.
    isolate: false,
    // Node runs the sources itself: no test needs Vite's transformation, which took an eighth of the processor time.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // Each test leaves much behind: with more room for new objects, a tenth less processor time goes into collecting them.
    execArgv: ['--max-semi-space-size=64'],
    maxWorkers,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'src/**/*.test.ts',
            'dashboard/src/**/*.test.ts',
            'bench/*.test.ts',
            'test/architecture/**/*.test.ts',
            'test/documentation/**/*.test.ts',
          ],
          globalSetup: [builtPages],
        },
      },
      {
        extends: true,
        // These tests compare decisions, not storage: one database is enough.
        test: {
          name: 'differential',
          include: ['test/differential/**/*.test.ts'],
          env: { TEST_DATABASE: 'sqlite' },
          setupFiles: [checkAnswers],
        },
      },
      {
        extends: true,
        // The files that operators deploy. One database is enough.
        test: {
          name: 'deployment',
          include: ['test/deployment/**/*.test.ts'],
          env: { TEST_DATABASE: 'sqlite' },
        },
      },
      {
        extends: true,
        // These tests are about the libraries: one database is enough.
        test: {
          name: 'packages',
          include: ['test/packages/**/*.test.ts'],
          env: { TEST_DATABASE: 'sqlite' },
        },
      },
      onDatabase('sqlite'),
      onDatabase('postgres'),
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          env: { TEST_DATABASE: 'sqlite' },
          testTimeout: 60_000,
          // On a busy machine, a page can take longer than the default second to reload.
          expect: { poll: { timeout: 15_000 } },
          globalSetup: [builtPages],
          setupFiles: [checkAnswers],
        },
      },
    ],
  },
});
