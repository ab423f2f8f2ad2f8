import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * Two more than there are cores, because tests often wait for a browser, a process or a clock. At most nine, because each
 * opens up to 16 connections for each server to a PostgreSQL that allows 300.
 */
const maxWorkers = Math.min(availableParallelism() + 2, 9);

/** The suites that run on each database. */
const onBothDatabases = ['http', 'flows', 'storage', 'cli'].map((suite) => `test/${suite}/**/*.test.ts`);

/** Builds the dashboard and the help, if those that `npm ci` has built are not current. */
const builtPages = 'test/support/browser/built-pages.ts';

/** Fails a test if a server answers with something that its OpenAPI document does not describe. */
const checkAnswers = 'test/support/answers/check-answers.ts';

function onDatabase(kind: 'sqlite' | 'postgres') {
  return {
    extends: true as const,
    test: {
      name: kind,
      include: onBothDatabases,
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
