import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the server processes of this test process report their answers. */
export const answersFile = join(tmpdir(), `spedy-answers-${process.pid}`);

/** The environment of a server process whose answers are compared with the OpenAPI document. */
export const reportingServer = {
  NODE_OPTIONS: `--import ${new URL('report-answers.ts', import.meta.url)}`,
  TEST_ANSWERS_FILE: answersFile,
};
