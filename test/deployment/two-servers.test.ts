import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
import { migrationSteps } from '../../src/storage/migrations/list.ts';
import { migrateTo } from '../support/databases/older-database.ts';
import { PostgresServer } from '../support/databases/postgres-server.ts';
import { ServerProcess } from '../support/servers/server-process.ts';
import { password } from '../support/world.ts';

const steps = Object.keys(migrationSteps);

// What compose.yaml and the Deployment do: they start two servers of a new version at the same moment.
describe('two servers that start together', () => {
  let postgres: PostgresServer;
  let databases = 0;
  let databaseUrl: string;
  const servers: ServerProcess[] = [];
  beforeAll(async () => {
    postgres = await PostgresServer.create();
  });
  afterAll(() => postgres?.destroy());
  beforeEach(async () => {
    databases += 1;
    await postgres.createDatabase(`spedy_${databases}`);
    databaseUrl = postgres.url(`spedy_${databases}`);
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.end();
  });

  const startTwo = async () => {
    const started = await Promise.all([
      ServerProcess.start({ databaseUrl }),
      ServerProcess.start({ databaseUrl }),
    ]);
    servers.push(...started);
    await Promise.all(started.map((server) => server.untilStatus(200)));
    return started;
  };
  const query = async (text: string): Promise<Record<string, unknown>[]> => {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    const { rows } = await client.query(text).finally(() => client.end());
    return rows;
  };
  const migrated = (server: ServerProcess) =>
    server.output.split('\n').filter((line) => line.includes('"msg":"Database migrated"')).length;

  it('migrate an empty database once, and both serve it', async () => {
    const [one, two] = await startTwo();
    expect([migrated(one), migrated(two)].sort()).toEqual([0, 1]);
    expect((await query('select count(*)::int as count from kysely_migration'))[0]?.count).toBe(steps.length);

    await Promise.all(
      [one, two].map((server) => server.untilPrinted((output) => output.includes('/setup?token='))),
    );
    const setUp = (server: ServerProcess) =>
      server.send('POST', '/api/v1/setup', {
        host: 'localhost:3000',
        body: {
          token: server.setupToken,
          organization: { slug: 'acme-corp', name: 'Acme' },
          admin: { email: 'ada@acme.example', name: 'Ada', password },
        },
      });
    const answers = await Promise.all([setUp(one), setUp(two)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, expect.any(Number)]);
    expect((await query('select slug from organizations')).map(({ slug }) => slug)).toEqual(['acme-corp']);

    const signIn = { email: 'ada@acme.example', password };
    for (const server of [one, two])
      expect((await server.send('POST', '/api/v1/auth/login', { body: signIn })).status).toBe(200);
  });

  it('migrate an older database once', async () => {
    const opened = openDatabase(databaseUrl, () => {});
    await migrateTo(opened, steps.slice(0, 20));
    await opened.db.destroy();
    const [one, two] = await startTwo();
    expect([migrated(one), migrated(two)].sort()).toEqual([0, 1]);
    const applied = await query('select name from kysely_migration order by name');
    expect(applied.map(({ name }) => name)).toEqual(steps);
  });
});
