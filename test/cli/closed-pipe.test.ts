import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
import { freePort } from '../support/databases/postgres-server.ts';
import { spawnServer, spawnSpedy } from '../support/servers/command-line.ts';
import { createOperator, type Operator } from '../support/servers/operator.ts';
import { ask } from '../support/servers/requests.ts';

describe('commands with closed output', () => {
  let operator: Operator;
  beforeAll(async () => {
    operator = await createOperator();
    await operator.createAcme();
  });
  afterAll(() => operator.drop());
  /** Runs a command like `spedy … | true`, or with `both` also like `2>&-`. */
  const unread = (args: string, both = false) => {
    const spawned = spawnSpedy(args.split(' '), { DATABASE_URL: operator.databaseUrl });
    spawned.process.stdout?.destroy();
    if (both) spawned.process.stderr?.destroy();
    return spawned.ended;
  };

  it.each([
    ['audit verify', 0],
    ['audit verify --json', 0],
    ['token create --org acme-corp --email ada@acme.test --name CI', 0],
    ['keys list', 0],
    ['--help', 0],
    ['audit --help', 0],
  ])('exits silently with the status of its result: %s', async (args, exitCode) => {
    expect(await unread(args)).toMatchObject({ exitCode, stderr: '' });
    expect(await unread(args, true)).toMatchObject({ exitCode });
  });

  it.each([
    ['org set-plan nobody pro', 1],
    ['org set-plan acme-corp nonsense', 2],
    ['nonsense', 2],
  ])('exits with the status of its failure: %s', async (args, exitCode) => {
    expect(await unread(args, true)).toMatchObject({ exitCode });
  });

  it('reports a broken chain by the exit status of audit verify', async () => {
    const { db } = openDatabase(operator.databaseUrl, () => {});
    await db.updateTable('audit_events').set({ action: 'nothing' }).where('sequence', '=', 2).execute();
    await db.destroy();
    expect(await unread('audit verify')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^spedy: [^\n]+\n$/),
    });
  });

  it('keeps a server running, which then stops cleanly', async () => {
    const port = await freePort();
    const server = spawnServer({ DATABASE_URL: operator.databaseUrl, PORT: String(port) });
    await server.untilPrinted(/Server listening/);
    server.process.stdout?.destroy();
    for (let count = 0; count < 50; count += 1)
      expect((await ask(port, '/healthz', { headers: { host: `localhost:${port}` } })).status).toBe(200);
    expect(await server.stop()).toMatchObject({ exitCode: 0, stderr: '' });
  });
});
