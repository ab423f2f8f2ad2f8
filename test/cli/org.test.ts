import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectFailure, expectResult } from '../support/servers/command-line.ts';
import { createOperator, type Operator } from '../support/servers/operator.ts';

const create = 'org create acme-corp --name Acme --plan pro --admin-email ada@acme.test'.split(' ');

describe('spedy org', () => {
  let operator: Operator;
  beforeEach(async () => {
    operator = await createOperator();
  });
  afterEach(() => operator.drop());

  it('creates an organization and its administrator, and prints the password once', async () => {
    expect(await operator.result(...create)).toEqual({
      organization: { id: expect.stringMatching(/^org_/), slug: 'acme-corp', plan: 'pro' },
      user: {
        id: expect.stringMatching(/^usr_/),
        email: 'ada@acme.test',
        password: expect.stringMatching(/^[0-9A-Za-z]{20}$/),
      },
    });
  });

  it('prints the address, the administrator and the password of a new organization', async () => {
    const env = { SPEDY_BASE_URL: 'https://spedy.test' };
    const { exitCode, stdout, stderr } = await operator.spedy(create, { env });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('https://acme-corp.spedy.test');
    expect(stdout).toContain('ada@acme.test');
    expect(stdout).toMatch(/Password: [0-9A-Za-z]{20} \(shown only once\)/);
  });

  it("names the administrator by --admin-name, or else by the email's local part", async () => {
    await operator.result(...create);
    await operator.result('org', 'create', 'other', ...create.slice(3), '--admin-name', 'Ada Lindqvist');
    const name = async (org: string) => {
      const args = ['user', 'set-role', '--org', org, '--email', 'ada@acme.test', 'ADMIN'];
      return (await operator.result(...args)).user.name;
    };
    expect(await name('acme-corp')).toBe('ada');
    expect(await name('other')).toBe('Ada Lindqvist');
  });

  it('rejects a taken, reserved or invalid slug and an invisible name, and creates nothing', async () => {
    await operator.result(...create);
    expect(expectFailure(await operator.spedy([...create, '--json']), 1)).toContain("'acme-corp' already");
    const withSlug = (slug: string) => operator.spedy(['org', 'create', slug, ...create.slice(3)]);
    expect(expectFailure(await withSlug('admin'), 1)).toContain("'admin' is reserved");
    expect(expectFailure(await withSlug('Acme_Corp'), 1)).toContain('lowercase letters');
    expect(expectFailure(await withSlug('other\u0000'), 1)).toContain('slug');
    expect(expectFailure(await withSlug('xn--bcher-kva'), 1)).toContain('must not start with xn--');
    const named = (name: string) => create.map((arg, index) => (create[index - 1] === '--name' ? name : arg));
    expect(
      expectFailure(
        await operator.spedy(named('\u2800').map((arg) => (arg === 'acme-corp' ? 'other' : arg))),
        1,
      ),
    ).toContain('visible character');
    const { organizations } = await operator.result('audit', 'verify');
    expect(organizations).toHaveLength(1);
  });

  it('creates no organization if its administrator is invalid', async () => {
    const wrong = create.map((arg) => (arg === 'ada@acme.test' ? 'ada' : arg));
    expect(expectFailure(await operator.spedy(wrong), 1)).toContain('email address');
    expect(await operator.result('audit', 'verify')).toEqual({ organizations: [] });
  });

  it('changes the plan', async () => {
    const { organization } = await operator.createAcme();
    expect(await operator.result('org', 'set-plan', 'acme-corp', 'starter')).toEqual({
      organization: { id: organization.id, slug: 'acme-corp', plan: 'starter' },
    });
    const human = expectHuman(await operator.spedy(['org', 'set-plan', 'acme-corp', 'past_due']));
    expect(human).toContain('acme-corp is now on plan past_due: personal access tokens work.\n');
  });

  it('suggests the closest organization for an unknown one', async () => {
    const setPlan = (slug: string) => operator.spedy(['org', 'set-plan', slug, 'pro', '--json']);
    expect(expectFailure(await setPlan('acme'), 1)).toContain('create one with');
    await operator.createAcme();
    expect(expectFailure(await setPlan('acme'), 1)).toContain(
      "spedy: no organization 'acme'; did you mean 'acme-corp'?",
    );
    expect(expectFailure(await setPlan('acme\u0000corp'), 1)).toContain('no organization');
    expect(expectFailure(await setPlan('something-else'), 1)).toContain(
      "spedy: no organization 'something-else'",
    );
  });

  it('lists the plans when one is unknown', async () => {
    const line = expectFailure(await operator.spedy(['org', 'set-plan', 'acme-corp', 'por']), 2);
    expect(line).toContain("unknown plan 'por'; did you mean 'pro'?");
    expect(line).toContain('starter, trial, pro_trial, pro, past_due, canceled, expired');
  });

  function expectHuman(outcome: Awaited<ReturnType<Operator['spedy']>>): string {
    expect(outcome).toMatchObject({ exitCode: 0, stderr: '' });
    expect(() => expectResult(outcome)).toThrow();
    return outcome.stdout;
  }
});
