import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectFailure } from '../support/servers/command-line.ts';
import { createOperator, type Operator } from '../support/servers/operator.ts';

describe('spedy board create', () => {
  let operator: Operator;
  beforeAll(async () => {
    operator = await createOperator();
    await operator.createAcme();
    await operator.createMember('tim@acme.test', 'TEAM_MEMBER');
  });
  afterAll(() => operator.drop());
  const create = (key: string, ...rest: string[]) => [
    'board',
    'create',
    '--org',
    'acme-corp',
    '--key',
    key,
    '--name',
    'Website',
    ...rest,
  ];

  it('creates a board and adds each member once', async () => {
    const members = ['tim@acme.test', 'TIM@acme.test', 'ada@acme.test'].flatMap((email) => [
      '--member',
      email,
    ]);
    expect(await operator.result(...create('WEB', ...members))).toEqual({
      board: { id: expect.stringMatching(/^brd_/), key: 'WEB', name: 'Website' },
    });
    const { exitCode, stdout, stderr } = await operator.spedy(create('SHOP', ...members));
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/\nCreated board SHOP \(Website\): brd_\w+\nMembers: 2\. /);
  });

  it('rejects a taken key, an invalid key and an unknown member, and creates nothing', async () => {
    await operator.result(...create('ONE'));
    expect(expectFailure(await operator.spedy([...create('ONE'), '--json']), 1)).toContain('ONE');
    expect(expectFailure(await operator.spedy(create('o-n-e')), 1)).toContain('key');
    expect(expectFailure(await operator.spedy(create('TWO', '--member', 'tom@acme.test')), 1)).toContain(
      "did you mean 'tim@acme.test'?",
    );
    await operator.result(...create('TWO'));
  });
});
