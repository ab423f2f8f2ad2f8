import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enroll } from '../support/second-factor.ts';
import { expectFailure, spedyOn } from '../support/servers/command-line.ts';
import { createOperator, type Operator } from '../support/servers/operator.ts';
import { createAcme } from '../support/world.ts';

describe('spedy user', () => {
  let operator: Operator;
  beforeAll(async () => {
    operator = await createOperator();
    await operator.createAcme();
  });
  afterAll(() => operator.drop());
  const inAcme = (command: string, email: string, ...rest: string[]) =>
    operator.spedy(['user', command, '--org', 'acme-corp', '--email', email, ...rest]);

  it('creates a member and prints it in the format of the API', async () => {
    expect(await operator.createMember('Tim@acme.test', 'TEAM_MEMBER')).toEqual({
      user: {
        id: expect.stringMatching(/^usr_/),
        email: 'Tim@acme.test',
        name: 'Someone',
        role: 'TEAM_MEMBER',
        state: 'active',
        createdAt: expect.stringMatching(/Z$/),
        lastSeenAt: null,
        secondFactors: [],
        password: expect.stringMatching(/^[0-9A-Za-z]{20}$/),
      },
    });
    const { stdout } = await inAcme('create', 'eve@acme.test', '--name', 'Eve', '--role', 'CUSTOMER');
    expect(stdout).toMatch(/\nCreated eve@acme\.test as CUSTOMER in acme-corp: usr_\w+\nPassword: \w{20} /);
  });

  it('rejects a taken email, an unknown organization and an unknown role', async () => {
    await operator.createMember('twice@acme.test', 'CUSTOMER');
    const create = (org: string, role: string) =>
      operator.spedy([
        'user',
        'create',
        '--org',
        org,
        '--email',
        'TWICE@acme.test',
        '--name',
        'T',
        '--role',
        role,
        '--json',
      ]);
    expect(expectFailure(await create('acme-corp', 'CUSTOMER'), 1)).toContain('already');
    expect(expectFailure(await create('acme', 'CUSTOMER'), 1)).toContain("did you mean 'acme-corp'?");
    const line = expectFailure(await create('acme-corp', 'admin'), 2);
    expect(line).toContain("unknown role 'admin'; did you mean 'ADMIN'?");
    expect(line).toContain('ADMIN, TEAM_MEMBER, CUSTOMER');
  });

  it('changes a role and deactivates, by email in any case, and prints the updated member', async () => {
    const { user } = await operator.createMember('rosa@acme.test', 'CUSTOMER');
    const { password: _, ...member } = user;
    const args = ['--org', 'acme-corp', '--email', 'ROSA@acme.test'];
    expect(await operator.result('user', 'set-role', ...args, 'TEAM_MEMBER')).toEqual({
      user: { ...member, role: 'TEAM_MEMBER' },
    });
    expect(await operator.result('user', 'deactivate', ...args)).toEqual({
      user: { ...member, role: 'TEAM_MEMBER', state: 'deactivated' },
    });
    const again = await inAcme('deactivate', 'rosa@acme.test');
    expect(again).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining('\nDeactivated rosa@acme.test in acme-corp.\n'),
      stderr: '',
    });
    const demoted = await inAcme('set-role', 'rosa@acme.test', 'CUSTOMER');
    expect(demoted.stdout).toContain('\nrosa@acme.test now has the role CUSTOMER in acme-corp.\n');
  });

  it('suggests the closest member for an unknown one', async () => {
    for (const command of [
      ['set-role', 'adda@acme.test', 'CUSTOMER'],
      ['deactivate', 'adda@acme.test'],
    ] as const) {
      const [name, email, ...rest] = command;
      expect(expectFailure(await inAcme(name, email, ...rest, '--json'), 1)).toContain(
        "spedy: no member 'adda@acme.test' in acme-corp; did you mean 'ada@acme.test'?",
      );
    }
  });

  it('suggests no member if none is close', async () => {
    expect(expectFailure(await inAcme('deactivate', 'zoltan@acme.test'), 1)).toContain(
      "spedy: no member 'zoltan@acme.test' in acme-corp",
    );
    expect(expectFailure(await inAcme('deactivate', 'ada@acme.tst'), 1)).toContain("mean 'ada@acme.test'?");
    expect(expectFailure(await inAcme('deactivate', 'ada'), 1)).toContain('email address');
  });

  it('does not demote or deactivate the last administrator', async () => {
    for (const args of [
      ['set-role', 'ada@acme.test', 'CUSTOMER'],
      ['deactivate', 'ada@acme.test'],
    ] as const) {
      const [name, email, ...rest] = args;
      expect(expectFailure(await inAcme(name, email, ...rest, '--json'), 1)).toContain(
        'at least one active admin',
      );
    }
  });

  it('resets a second factor, and fails without one', async () => {
    const acme = await createAcme();
    const spedy = spedyOn(acme.databaseUrl);
    const reset = () =>
      spedy(['user', 'reset-two-factor', '--org', 'acme-corp', '--email', acme.admin.email]);
    expect(expectFailure(await reset(), 1)).toContain('spedy: This member has no second factor. (database: ');
    await enroll(acme, acme.admin);
    expect(await reset()).toEqual({
      exitCode: 0,
      stdout: 'Removed the second factor of ada@acme.test in acme-corp.\n',
      stderr: '',
    });
    expect(await acme.signIn(acme.admin)).toContain('session=');
    await acme.close();
  });

  it.each([
    ['a common password', 'passwordpassword', 'most common passwords'],
    ['the email', 'grace.hopper@acme.test', 'your email'],
    ['the name', 'Grace Brewster Hopper', 'your name'],
    ['too short', 'elevenchars', '12 to 200 characters'],
  ])('rejects as a password: %s', async (_what, password, reason) => {
    const named = ['--name', 'Grace Brewster Hopper', '--role', 'CUSTOMER', '--password', password, '--json'];
    expect(expectFailure(await inAcme('create', 'grace.hopper@acme.test', ...named), 1)).toContain(reason);
  });
});
