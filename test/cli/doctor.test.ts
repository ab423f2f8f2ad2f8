import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/databases/postgres-server.ts';
import { expectFailure, runOnTerminal, spawnSpedy } from '../support/servers/command-line.ts';
import { type Acme, createAcme } from '../support/world.ts';

type Step = { client: string | null; step: string; state: string };

describe('spedy doctor', () => {
  let acme: Acme;
  let address: string;
  beforeAll(async () => {
    const port = await freePort();
    acme = await createAcme({ baseUrl: `http://localhost:${port}`, clientMetadataDocuments: false });
    await acme.app.server.listen({ host: '127.0.0.1', port });
    address = `http://acme-corp.localhost:${port}`;
  });
  afterAll(() => acme.close());
  const run = (args: readonly string[], env: Record<string, string> = {}) =>
    spawnSpedy(['doctor', ...args], env).ended;
  const stepsOf = (stdout: string): Step[] => JSON.parse(stdout).steps;

  it('prints its findings for each client, and needs no database', async () => {
    const { exitCode, stdout, stderr } = await run([address], { DATABASE_URL: 'sqlite:/nowhere/at/all.db' });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines[0]).toBe(`${address}/mcp`);
    const headings = lines.filter((line) => /^[A-Z]/.test(line));
    expect(headings).toEqual([
      'Clients',
      'All clients',
      'Clients in a browser',
      'Claude',
      'Claude Code',
      'Cursor',
      'VS Code',
      'ChatGPT',
      'Gemini CLI',
    ]);
    expect(lines).toContain('mcp-remote');
    expect(lines).toContain('  can connect     Claude Code');
    expect(stdout).toMatch(/^ {2}cannot connect {2}ChatGPT: ChatGPT connects from its vendor's servers/m);
    expect(stdout).toMatch(/^ {2}cannot connect {2}mcp-remote: .* except at localhost itself\.$/m);
    expect(lines).toContain('  ok        The client registers with its 3 redirect URIs');
    expect(stdout).not.toContain('failed');
  });

  it('prints one JSON object, and uses the token of the environment without printing it', async () => {
    const token = acme.teamMemberToken;
    const { exitCode, stdout, stderr } = await run([address, '--json'], { SPEDY_TOKEN: token });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stepsOf(stdout)).toContainEqual(
      expect.objectContaining({ step: 'tools', evidence: expect.stringMatching(/[1-9] tools/) }),
    );
    expect(stdout).not.toContain(token);
  });

  it('exits with 1 and one line if a step fails, with all findings on standard output', async () => {
    const nowhere = `http://acme-corp.localhost:${await freePort()}`;
    const { exitCode, stdout, stderr } = await run([nowhere, '--json']);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: 'spedy: 1 of 2 steps failed for all clients\n',
    });
    expect(stepsOf(stdout).map(({ state }) => state)).toEqual(['failed', 'skipped']);
    const output = await run([nowhere]);
    expect(output.stdout).toContain(`Why: Nothing listens on ${new URL(nowhere).host}.`);
    expect(output.stdout).toContain('Fix: Start the server');
  });

  it('reads a token from standard input, and warns about one in the arguments', async () => {
    const token = acme.teamMemberToken;
    const spedy = (args: readonly string[], input = '') =>
      runOnTerminal(['doctor', address, '--json', ...args], {}, Readable.from([Buffer.from(input)]));
    const piped = await spedy(['--token-stdin'], `${token}\n`);
    expect(piped).toMatchObject({ exitCode: 0, stderr: '' });
    expect(stepsOf(piped.stdout)).toContainEqual(
      expect.objectContaining({ step: 'initialize', evidence: expect.stringContaining('spedy') }),
    );
    const typed = await spedy(['--token', token]);
    expect(typed.exitCode).toBe(0);
    expect(typed.stderr).toMatch(/^Warning: other users .* --token /);
    const wrong = await spedy(['--token-stdin'], `${token}x\n`);
    expect(wrong.exitCode).toBe(1);
    expect(stepsOf(wrong.stdout)).toContainEqual(
      expect.objectContaining({ step: 'initialize', state: 'failed' }),
    );
    for (const { stdout, stderr } of [piped, typed, wrong]) expect(stdout + stderr).not.toContain(token);
    expectFailure(await spedy(['--token-stdin'], '\n'), 1);
    expectFailure(await spedy(['--token', 'two words\n']), 1);
    expectFailure(await spedy(['--token', 'x', '--token-stdin']), 2);
  });

  it('accepts only the address of an organization or MCP server, or a bare host name', async () => {
    const spedy = (...args: string[]) => runOnTerminal(['doctor', ...args, '--json'], {}, Readable.from([]));
    for (const typed of [`${address}/`, `${address}/mcp`, new URL(address).host])
      expect(JSON.parse((await spedy(typed)).stdout).url).toBe(`${address}/mcp`);
    expect(expectFailure(await spedy('ftp://acme-corp.localhost'), 2)).toContain(
      'must be an http or https URL',
    );
    const secret = expectFailure(await spedy('http://ada:hunter2@acme-corp.localhost'), 2);
    expect(secret).not.toContain('hunter2');
    expect(expectFailure(await spedy('--token-stdin'), 2)).toContain('give either an address or --database');
  });
});
