import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
import { expectFailure } from '../support/servers/command-line.ts';
import { createOperator, type Operator } from '../support/servers/operator.ts';

describe('spedy audit verify', () => {
  let operator: Operator;
  beforeEach(async () => {
    operator = await createOperator();
    await operator.createAcme();
    await operator.result(
      ...'org create other --name Other --plan pro --admin-email o@other.test'.split(' '),
    );
  });
  afterEach(() => operator.drop());

  it('finds every chain intact that the command line wrote', async () => {
    await operator.createMember('tim@acme.test', 'TEAM_MEMBER');
    expect(await operator.result('audit', 'verify')).toEqual({
      organizations: [
        { slug: 'acme-corp', intact: true, events: 3, checkpoint: expect.stringMatching(/^3:[0-9a-f]{64}$/) },
        { slug: 'other', intact: true, events: 2, checkpoint: expect.stringMatching(/^2:[0-9a-f]{64}$/) },
      ],
    });
    expect(await operator.spedy(['audit', 'verify', '--org', 'acme-corp'])).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(
        /^Database: \S+\nacme-corp: intact, 3 events\. Checkpoint: 3:[0-9a-f]{64}\n$/,
      ),
      stderr: '',
    });
    expect(expectFailure(await operator.spedy(['audit', 'verify', '--org', 'acme', '--json']), 1)).toContain(
      "did you mean 'acme-corp'?",
    );
  });

  it('goes on from a checkpoint', async () => {
    const verify = async (...options: string[]) => {
      const { organizations } = await operator.result('audit', 'verify', '--org', 'acme-corp', ...options);
      return (organizations as { checkpoint: string }[])[0];
    };
    const first = (await verify())?.checkpoint ?? '';
    await operator.createMember('tim@acme.test', 'TEAM_MEMBER');
    expect(await verify('--from', first)).toEqual(await verify());
    const { db } = openDatabase(operator.databaseUrl, () => {});
    await db.updateTable('audit_events').set({ action: 'nothing' }).where('sequence', '=', 1).execute();
    const args = ['audit', 'verify', '--org', 'acme-corp', '--from'];
    expect(await operator.spedy([...args, first])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(
        /\nacme-corp: intact, 3 events \(verified after event 2\)\. Checkpoint: 3:/,
      ),
    });
    await db.updateTable('audit_events').set({ action: 'nothing' }).where('sequence', '=', 3).execute();
    await db.destroy();
    expect(await operator.spedy([...args, first])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('acme-corp: BROKEN at event 3: the event was changed.'),
    });
    expect(expectFailure(await operator.spedy([...args, '3', '--json']), 1)).toContain('SEQUENCE:HASH');
    expect(expectFailure(await operator.spedy(['audit', 'verify', '--from', first, '--json']), 1)).toContain(
      '--from needs --org',
    );
  });

  it('reports where a chain is broken, with exit code 1', async () => {
    const { db } = openDatabase(operator.databaseUrl, () => {});
    await db.updateTable('audit_events').set({ action: 'nothing' }).where('sequence', '=', 2).execute();
    await db.destroy();
    const broken = { intact: false, events: 1, brokenAt: 2, reason: 'the event was changed' };
    const { exitCode, stdout, stderr } = await operator.spedy(['audit', 'verify', '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      organizations: [
        { slug: 'acme-corp', ...broken },
        { slug: 'other', ...broken },
      ],
    });
    expect(stderr).toMatch(
      /^spedy: acme-corp: BROKEN at event 2: the event was changed\. other: [^\n]+ \(database: [^\n]+\)\n$/,
    );
    const one = await operator.spedy(['audit', 'verify', '--org', 'other']);
    expect(one).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/\nother: BROKEN at event 2: the event was changed\.\n$/),
    });
  });
});
