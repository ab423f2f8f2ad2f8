import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKind } from '../support/databases/database.ts';
import { FakeEngine } from '../support/databases/fake-engine.ts';
import { expectFailure, spedyOn } from '../support/servers/command-line.ts';
import { createOperator, type Operator } from '../support/servers/operator.ts';

describe('spedy doctor --database', () => {
  let operator: Operator;
  beforeAll(async () => {
    operator = await createOperator();
  });
  afterAll(() => operator.drop());

  it('names the engine, and checks that it commits', async () => {
    const report = await operator.result('doctor', '--database');
    expect(report).toMatchObject({
      state: 'ok',
      clients: [],
      steps: [
        {
          step: 'engine',
          evidence: databaseKind === 'sqlite' ? 'SQLite' : expect.stringMatching(/^PostgreSQL 18\./),
        },
        { step: 'commit', state: 'ok' },
      ],
    });
    const { stdout } = await operator.spedy(['doctor', '--database']);
    expect(stdout.split('\n')).toContain('Database');
    expect(stdout).not.toContain('lients');
  });

  it('fails for a database that is not supported, and does not send it anything else', async () => {
    const engine = await FakeEngine.start('CockroachDB CCL v25.2.1 (x86_64-pc-linux-gnu)');
    try {
      const { exitCode, stdout, stderr } = await spedyOn(engine.url)(['doctor', '--database', '--json']);
      expect({ exitCode, stderr }).toEqual({
        exitCode: 1,
        stderr: 'spedy: 1 of 2 steps failed for the database\n',
      });
      expect(JSON.parse(stdout).steps).toMatchObject([
        { state: 'failed', why: expect.stringContaining('The database is CockroachDB') },
        { state: 'skipped' },
      ]);
      expect(engine.statements).toEqual(['select version()']);
    } finally {
      await engine.close();
    }
  });

  it.each([[['doctor', '--token-stdin']], [['doctor', 'http://localhost:3000', '--database']]])(
    'needs an address or --database: %s',
    async (args) => {
      expect(expectFailure(await operator.spedy(args), 2)).toContain('give either an address or --database');
    },
  );
});
