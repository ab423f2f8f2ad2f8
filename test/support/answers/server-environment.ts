import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the server processes of this test process report their answers. */
export const answersFile = join(tmpdir(), `spedy-answers-${process.pid}`);

/**
 * Node compiles the modules of this program, and strips their types, once for all processes of the tests: from its first
 * module on, not only from the one with which the program turns on this cache itself.
 */
export const compileCache = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../../../node_modules/.cache/spedy', import.meta.url)),
};

/** The environment of a server process whose answers are compared with the OpenAPI document. */
export const reportingServer = {
  ...compileCache,
  NODE_OPTIONS: `--import ${new URL('report-answers.ts', import.meta.url)}`,
  TEST_ANSWERS_FILE: answersFile,
};
