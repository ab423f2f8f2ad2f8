import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spawnServer } from '../../support/servers/command-line.ts';
import { ServerProcess } from '../../support/servers/server-process.ts';
import { type Acme, createAcme } from '../../support/world.ts';

// The log does not depend on the database.
describe.skipIf(process.env.TEST_DATABASE === 'postgres')('LOG_FORMAT', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.close());

  /** Sends requests with secrets everywhere, and returns the log. */
  async function logIn(format: string): Promise<string[]> {
    const server = await ServerProcess.start({ databaseUrl: acme.databaseUrl, env: { LOG_FORMAT: format } });
    await server.untilStatus(200);
    await server.send('GET', `/x/${acme.adminToken}?code=${acme.customerToken}`, {
      token: acme.teamMemberToken,
    });
    const body = { email: 'ada@acme.test', password: 'wrong horse battery' };
    await server.send('POST', '/api/v1/auth/login', { body, headers: { cookie: `a=${acme.adminToken}` } });
    server.kill('SIGTERM');
    expect(await server.exit).toBe(0);
    const secrets = [acme.adminToken, acme.customerToken, acme.teamMemberToken, 'wrong horse', '?code'];
    for (const secret of secrets) expect(server.output).not.toContain(secret);
    return server.output.trimEnd().split('\n');
  }

  it('ecs writes the whole log in the Elastic Common Schema', async () => {
    const lines = (await logIn('ecs')).map((line) => JSON.parse(line));
    for (const line of lines)
      expect(line).toMatchObject({ '@timestamp': expect.any(String), 'ecs.version': expect.any(String) });
    const requests = lines.filter((line) => line['event.dataset'] === 'spedy.access');
    expect(requests.map((line) => line['url.path'])).toContain('/x/[redacted]');
    expect(requests.map((line) => line.message)).toContain('POST /api/v1/auth/login 401');
  });

  it('plain writes text', async () => {
    const lines = await logIn('plain');
    for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z (INFO |WARN ) \S/);
    expect(lines.join('\n')).toMatch(/ GET \/x\/\[redacted\] 404 [\d.]+ ms host=acme-corp/);
  });

  it('with another value, the server does not start and says why', async () => {
    const { exitCode, stdout, stderr } = await spawnServer({
      LOG_FORMAT: 'xml',
      DATABASE_URL: 'sqlite::memory:',
    }).ended;
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'LOG_FORMAT must be one of json, ecs, plain; it is "xml"\n',
    });
  });
});
