import { afterEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/databases/database.ts';
import { freePort } from '../support/databases/postgres-server.ts';
import { spawnServer } from '../support/servers/command-line.ts';
import { ServerProcess } from '../support/servers/server-process.ts';

describe('the first start', () => {
  let database: TestDatabase;
  let servers: ServerProcess[] = [];
  afterEach(async () => {
    await Promise.all(servers.map((server) => server.end()));
    await database.drop();
  });

  it('creates the schema once and accepts one setup when several servers start at once', async () => {
    database = await createTestDatabase({ empty: true });
    const start = () => ServerProcess.start({ databaseUrl: database.url });
    servers = await Promise.all([start(), start(), start()]);
    await Promise.all(servers.map((server) => server.untilStatus(200)));
    const migrated = () => servers.filter((server) => server.output.includes('Database migrated'));
    await expect.poll(() => migrated().length).toBe(1);

    await expect.poll(() => servers.every((server) => server.setupToken)).toBe(true);
    const tokens = servers.map((server) => server.setupToken);
    for (const token of tokens) expect(token).toMatch(/^spedy_set_[0-9A-Za-z]{38}$/);
    const setUp = (server: ServerProcess, index: number) =>
      server.send('POST', '/api/v1/setup', {
        host: 'localhost:3000',
        body: {
          token: tokens[index],
          organization: { slug: `corp-${index}`, name: 'Corp', plan: 'pro' },
          admin: { email: 'ada@corp.test', name: 'Ada', password: 'a long enough password' },
        },
      });
    const answers = await Promise.all(servers.map(setUp));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 404, 404]);
    for (const server of servers) expect(server.errors).toBe('');
  });

  it('stops cleanly right after it prints the setup link', async () => {
    database = await createTestDatabase({ empty: true });
    const server = spawnServer({ DATABASE_URL: database.url, PORT: String(await freePort()) });
    await server.untilPrinted(/spedy_set_/);
    expect(await server.stop()).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('warns that the default organization does not exist, and suggests its slug for the setup', async () => {
    database = await createTestDatabase({ empty: true });
    const env = { SPEDY_DEFAULT_ORGANIZATION: 'acme-corp' };
    const server = await ServerProcess.start({ databaseUrl: database.url, env });
    servers = [server];
    await server.untilStatus(200);
    await expect.poll(() => server.output).toContain('SPEDY_DEFAULT_ORGANIZATION names acme-corp');
    await expect.poll(() => server.setupToken).toBeDefined();
    const host = 'localhost:3000';
    const page = await server.send('GET', `/setup?token=${server.setupToken}`, { host });
    expect(page.text).toMatch(/name="slug"[^>]*value="acme-corp"|value="acme-corp"[^>]*name="slug"/);
    const body = {
      token: server.setupToken,
      organization: { slug: 'acme-corp', name: 'Acme', plan: 'pro' },
      admin: { email: 'ada@acme.test', name: 'Ada', password: 'a long enough password' },
    };
    expect((await server.send('POST', '/api/v1/setup', { host, body })).status).toBe(201);
    const metadata = await server.send('GET', '/.well-known/oauth-authorization-server', { host });
    expect(metadata.body.issuer).toBe('http://localhost:3000');

    const second = await ServerProcess.start({ databaseUrl: database.url, env });
    servers.push(second);
    await second.untilStatus(200);
    second.kill('SIGTERM');
    await second.exit;
    expect(second.output).not.toContain('SPEDY_DEFAULT_ORGANIZATION');
  });

  it('warns about a setting that is for development only', async () => {
    database = await createTestDatabase();
    const warned = async (env: Record<string, string>) => {
      const server = await ServerProcess.start({ databaseUrl: database.url, env });
      servers.push(server);
      await server.untilStatus(200);
      // The server writes its log in batches. It is complete once the server has stopped.
      server.kill('SIGTERM');
      await server.exit;
      return server.output.includes('SPEDY_ALLOW_LOOPBACK_CLIENT_METADATA is on');
    };
    servers = [];
    expect(await warned({ SPEDY_ALLOW_LOOPBACK_CLIENT_METADATA: 'true' })).toBe(true);
    expect(await warned({})).toBe(false);
  });
});
