import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoBanner } from '../../src/cli/demo/banner.ts';
import { prepareDemo } from '../../src/cli/demo/prepare.ts';
import { withNewDatabase } from '../../src/cli/with-database.ts';
import { createTestDatabase, databaseKind, type TestDatabase } from '../support/databases/database.ts';
import { freePort } from '../support/databases/postgres-server.ts';
import { expectFailure, spawnSpedy, spedyOn } from '../support/servers/command-line.ts';
import { ask } from '../support/servers/requests.ts';

/** Returns the Host header of the demo's address. */
const bare = (port: number) => ({ host: `localhost:${port}` });

describe('npm run demo', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase({ empty: true });
  });
  afterAll(() => database.drop());

  /** Starts the demo and reads its output: members with passwords, and the curl line. */
  async function startDemo(env: Record<string, string> = {}) {
    const port = await freePort();
    const demo = spawnSpedy(['demo'], { DATABASE_URL: database.url, PORT: String(port), ...env });
    const curl = await demo.untilPrinted(/curl -H "Authorization: Bearer (\S+)" "http:\/\/([^/]+)(\/\S+)"/);
    const [, token = '', host, path = ''] = curl;
    expect(host).toBe(`localhost:${port}`);
    const members = [...demo.stdout.matchAll(/(ADMIN|TEAM_MEMBER|CUSTOMER) +(\S+@\S+) +(\S+)/g)].map(
      ([, role, email, password]) => ({ role, email, password }),
    );
    return { demo, port, token, path, members };
  }

  it('serves a realistic team, and the same team with a new token in a second run', async () => {
    const first = await startDemo();
    const list = await ask(first.port, first.path, { token: first.token, headers: bare(first.port) });
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const promised = /curl -H "Authorization: Bearer spedy_pat_…" "(http:\S+)"/.exec(readme)?.[1];
    expect(`http://localhost:3000${first.path}`).toBe(promised);
    expect(list).toMatchObject({ status: 200, body: { pageSize: 3 } });
    expect(list.body.data).toHaveLength(3);
    const me = await ask(first.port, '/api/v1/me', { token: first.token, headers: bare(first.port) });
    expect(me.body).toMatchObject({
      user: { name: 'Tim Okafor' },
      role: 'TEAM_MEMBER',
      organization: { slug: 'acme-corp', name: 'Acme Corp', plan: 'pro' },
    });
    // The subdomain works too.
    expect((await ask(first.port, '/api/v1/me', { token: first.token })).status).toBe(200);
    expect(first.members.map(({ role }) => role)).toEqual(['ADMIN', 'TEAM_MEMBER', 'CUSTOMER']);
    const seen = await whatMembersSee(first);
    expect(seen.map(({ boards, tickets }) => ({ boards, tickets: tickets.total }))).toEqual([
      { boards: ['API', 'MOB', 'WEB'], tickets: 60 },
      { boards: ['API', 'WEB'], tickets: 42 },
      { boards: ['MOB', 'WEB'], tickets: 40 },
    ]);
    const ended = await first.demo.stop();
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });

    const second = await startDemo({ HOST: '0.0.0.0' });
    expect(await whatMembersSee(second)).toEqual(seen);
    expect(second.token).not.toBe(first.token);
    for (const token of [first.token, second.token]) {
      expect((await ask(second.port, second.path, { token })).status).toBe(200);
    }
    const { tokens } = (await ask(second.port, '/api/v1/me/tokens', { token: second.token })).body;
    const life = Date.parse(tokens[0].expiresAt) - Date.parse(tokens[0].createdAt);
    expect(life).toBe(30 * 86_400_000);
    const { exitCode, stderr } = await second.demo.stop();
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^\nWARNING: the demo listens on 0\.0\.0\.0[^\n]*\n\n$/);
    const audit = await spedyOn(database.url)(['audit', 'verify']);
    expect(audit).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('acme-corp: intact') });
  });

  it('keeps changes made after the first run, and reports them', async () => {
    const other = await createTestDatabase({ empty: true });
    const env = { DATABASE_URL: other.url, SPEDY_DEFAULT_ORGANIZATION: 'acme-corp' };
    const spedy = spedyOn(other.url);
    const banner = () =>
      withNewDatabase(env, async ({ db, config, now }) => demoBanner(config, await prepareDemo(db, now)));
    expect(await banner()).toContain('curl -H "Authorization: Bearer spedy_pat_');
    expect(await banner()).toMatch(/^ {2}http:\/\/localhost:3000\/mcp$/m);
    await spedy(['org', 'set-plan', 'acme-corp', 'starter']);
    await spedy(['user', 'deactivate', '--org', 'acme-corp', '--email', 'cora@acme.example']);
    const onStarter = await banner();
    expect(onStarter).toMatch(/No personal access token: .* require the Pro plan/);
    expect(onStarter).toMatch(/cora@acme\.example .*\(deactivated\)/);
    await spedy(['org', 'set-plan', 'acme-corp', 'pro']);
    await spedy(['user', 'deactivate', '--org', 'acme-corp', '--email', 'tim@acme.example']);
    expect(await banner()).toContain(
      'No personal access token: tim@acme.example is no longer an active member',
    );
    await other.drop();
  });

  it('leaves an acme-corp unchanged that the demo did not create', async () => {
    const other = await createTestDatabase({ empty: true });
    const spedy = spedyOn(other.url);
    await spedy('org create acme-corp --name Acme --plan pro --admin-email boss@acme.test'.split(' '));
    const line = expectFailure(await spedy(['demo']), 1);
    expect(line).toContain('an organization acme-corp that is not the demo');
    await other.drop();
  });

  it.runIf(databaseKind === 'sqlite')('uses a separate database by default', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'spedy-demo-'));
    const port = await freePort();
    const demo = spawnSpedy(['demo'], { PORT: String(port) }, folder);
    await demo.untilPrinted(/DATABASE_URL=sqlite:\.\/data\/demo\.db npm run/);
    await demo.stop();
    const { stdout } = await spedyOn(`sqlite:${folder}/data/demo.db`)(['audit', 'verify']);
    expect(stdout).toContain('acme-corp: intact');
    rmSync(folder, { recursive: true });
  });

  type Started = Awaited<ReturnType<typeof startDemo>>;

  /** Signs in each member with the printed password. Returns the boards and tickets that they see. */
  function whatMembersSee({ port, members }: Started) {
    return Promise.all(
      members.map(async ({ email, password }) => {
        const origin = `http://localhost:${port}`;
        const login = { method: 'POST', body: { email, password }, headers: { origin, ...bare(port) } };
        const { status, cookie } = await ask(port, '/api/v1/auth/login', login);
        expect(status).toBe(200);
        const headers = { cookie: cookie ?? '', ...bare(port) };
        const boards: { key: string }[] = (await ask(port, '/api/v1/boards', { headers })).body.data;
        const tickets = (await ask(port, '/api/v1/tickets?limit=100', { headers })).body;
        return { email, boards: boards.map(({ key }) => key).sort(), tickets };
      }),
    );
  }
});
