import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMcpProxy } from '../support/mcp/proxy.ts';
import { listen } from '../support/servers/sockets.ts';
import { type Acme, createAcme } from '../support/world.ts';

const runner = fileURLToPath(import.meta.resolve('@modelcontextprotocol/conformance/dist/index.js'));

/** The scenarios that apply here, with the minimum number of checks of each. */
const applicable = {
  'server-initialize': 1,
  ping: 1,
  'tools-list': 1,
  'dns-rebinding-protection': 2,
};
/**
 * The other scenarios need the runner's fixture server: they ask for features that a product with seven tools does
 * not have. The runner fails if one of them passes.
 */
const expectedFailures: Readonly<Record<string, readonly string[]>> = {
  'no tools with the names of the fixture': [
    'tools-call-simple-text',
    'tools-call-image',
    'tools-call-audio',
    'tools-call-embedded-resource',
    'tools-call-mixed-content',
    'tools-call-error',
    'tools-call-with-progress',
    'json-schema-2020-12',
  ],
  'no logging to the client': ['logging-set-level', 'tools-call-with-logging'],
  'no requests to the client: requests are stateless': [
    'tools-call-sampling',
    'tools-call-elicitation',
    'elicitation-sep1034-defaults',
    'elicitation-sep1330-enums',
  ],
  'no sessions and no streams: a response is one JSON document': [
    'server-sse-polling',
    'server-sse-multiple-streams',
  ],
  'no completion of arguments': ['completion-complete'],
  'no resources: tickets are read with tools': [
    'resources-list',
    'resources-read-text',
    'resources-read-binary',
    'resources-templates-read',
    'resources-subscribe',
    'resources-unsubscribe',
  ],
  'no prompts': [
    'prompts-list',
    'prompts-get-simple',
    'prompts-get-with-args',
    'prompts-get-embedded-resource',
    'prompts-get-with-image',
  ],
};

/** The list of expected failures in the runner's format. */
const baseline = `server:\n${Object.entries(expectedFailures)
  .flatMap(([reason, names]) => [`  # ${reason}`, ...names.map((name) => `  - ${name}`)])
  .join('\n')}\n`;

describe('MCP conformance runner', () => {
  let acme: Acme;
  let proxy: Awaited<ReturnType<typeof startMcpProxy>>;
  let folder: string;
  beforeAll(async () => {
    acme = await createAcme();
    const port = await listen(acme.app.server);
    proxy = await startMcpProxy({ port, host: 'acme-corp.localhost:3000', token: acme.teamMemberToken });
    folder = mkdtempSync(join(tmpdir(), 'spedy-conformance-'));
  });
  afterAll(async () => {
    await proxy.close();
    await acme.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('gets the expected result in every scenario', async () => {
    const list = join(folder, 'expected-failures.yml');
    writeFileSync(list, baseline);
    const url = `http://localhost:${proxy.port}/mcp`;
    const { code, output } = await run(folder, [
      '--url',
      url,
      '--suite',
      'all',
      '--output-dir',
      folder,
      '--expected-failures',
      list,
    ]);
    expect(code, output).toBe(0);
    for (const [scenario, checks] of Object.entries(applicable)) {
      const [, passed, failed] =
        new RegExp(`${scenario}: (\\d+) passed, (\\d+) failed`).exec(output)?.map(Number) ?? [];
      expect({ scenario, failed }, output).toEqual({ scenario, failed: 0 });
      expect(passed).toBeGreaterThanOrEqual(checks);
    }
  });
});

/** Runs the server scenarios. Returns the exit code and the output. */
function run(folder: string, options: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [runner, 'server', ...options],
      { cwd: folder, timeout: 25_000 },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}
