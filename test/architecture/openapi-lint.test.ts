import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { apiDocument } from '../support/answers/api-document.ts';
import { root } from './repository.ts';

const folder = mkdtempSync(join(tmpdir(), 'spedy-lint-'));
const document = join(folder, 'openapi.json');
beforeAll(async () => {
  writeFileSync(document, await apiDocument());
  writeFileSync(join(folder, 'spectral.yaml'), 'extends: ["spectral:oas"]\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a linter of the repository, without a network. Returns its exit code and its output. */
function lint(script: string, args: readonly string[]) {
  const env = { PATH: process.env.PATH, NO_COLOR: '1', REDOCLY_TELEMETRY: 'off', CI: 'true' };
  const command = [join(root, 'node_modules', script), ...args];
  return new Promise<{ readonly exitCode: unknown; readonly output: string }>((resolve) => {
    execFile(process.execPath, command, { cwd: folder, env }, (error, stdout, stderr) =>
      resolve({ exitCode: error ? error.code : 0, output: stdout + stderr }),
    );
  });
}

/** The configuration without a file: all recommended rules. Warnings count. */
it('has nothing to improve for Redocly', { timeout: 120_000 }, async () => {
  const { exitCode, output } = await lint('@redocly/cli/bin/cli.js', ['lint', document, '--format=json']);
  const { totals, problems } = JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1));
  expect({ exitCode, totals, problems }).toEqual({
    exitCode: 0,
    totals: { errors: 0, warnings: 0, ignored: 0 },
    problems: [],
  });
});

it('has nothing to improve for Spectral', { timeout: 120_000 }, async () => {
  const args = ['lint', document, '--ruleset', join(folder, 'spectral.yaml'), '--fail-severity=hint'];
  const { exitCode, output } = await lint('@stoplight/spectral-cli/dist/index.js', args);
  expect({ exitCode, output }).toEqual({ exitCode: 0, output: expect.stringContaining('No results') });
});

/** Both would fail for the same reasons if the tests above did not see a problem. */
it('fails for a document with a problem', { timeout: 120_000 }, async () => {
  const broken = join(folder, 'broken.json');
  const { openapi, info, components } = JSON.parse(await apiDocument());
  const paths = { '/a': { get: { responses: { 200: { description: 'OK' } } } } };
  writeFileSync(broken, JSON.stringify({ openapi, info, components, paths }));
  const redocly = await lint('@redocly/cli/bin/cli.js', ['lint', broken, '--format=json']);
  expect(redocly.output).toContain('operation-operationId');
  const args = ['lint', broken, '--ruleset', join(folder, 'spectral.yaml'), '--fail-severity=hint'];
  expect((await lint('@stoplight/spectral-cli/dist/index.js', args)).exitCode).toBe(1);
});
