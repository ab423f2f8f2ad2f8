import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectFailure, expectResult, type Spedy, spedyOn } from '../support/servers/command-line.ts';
import { type Acme, createAcme } from '../support/world.ts';

const complete = `
organizations:
  - slug: globex
    name: Globex
    plan: pro
    policy:
      maxLifetimeDays: 90
      registration: authenticated
    members:
      - { email: cora@globex.test, role: CUSTOMER }
      - { email: hank@globex.test, name: Hank Scorpio, role: ADMIN }
      - { email: old@globex.test, role: CUSTOMER, state: deactivated }
    boards:
      - key: WEB
        name: Website
        members: [cora@globex.test]
`;

describe('spedy apply', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spedy-apply-'));
  const path = join(folder, 'spedy.yaml');
  let acme: Acme;
  let spedy: Spedy;
  beforeAll(async () => {
    acme = await createAcme();
    spedy = spedyOn(acme.databaseUrl);
  });
  afterAll(async () => {
    await acme.close();
    rmSync(folder, { recursive: true });
  });
  const apply = (yaml: string, ...options: string[]) => {
    writeFileSync(path, yaml);
    return spedy(['apply', path, ...options]);
  };
  const applied = async (yaml: string, ...options: string[]) =>
    expectResult(await apply(yaml, '--json', ...options));
  const failure = async (yaml: string, ...options: string[]) =>
    expectFailure(await apply(yaml, ...options), 1).replace(path, 'FILE');

  it('shows a plan, makes it, and then changes nothing', async () => {
    const plan = await apply(complete, '--dry-run');
    expect(plan.stderr).toBe('');
    expect(plan.stdout).toContain(`globex
  + organization globex: name Globex, plan pro, policy.maxLifetimeDays 90, policy.registration authenticated
  + member hank@globex.test: name "Hank Scorpio", role ADMIN
  + member cora@globex.test: name cora, role CUSTOMER
  + member old@globex.test: name old, role CUSTOMER, state deactivated
  + board WEB: name Website
  + board member WEB cora@globex.test
Plan: 6 to create, 0 to change, 0 to remove, 0 unchanged.
`);
    const { changes } = await applied(complete, '--dry-run');
    const made = await applied(complete);
    expect(made).toEqual({ dryRun: false, changes, unchanged: 0 });
    expect(await applied(complete)).toEqual({ dryRun: false, changes: [], unchanged: 6 });
    const org = expectResult(await spedy(['admin', 'user', 'list', '--org', 'globex', '--json']));
    expect(org.users.map(({ email, state }: { email: string; state: string }) => [email, state])).toEqual([
      ['hank@globex.test', 'active'],
      ['cora@globex.test', 'active'],
      ['old@globex.test', 'deactivated'],
    ]);
    expect((await spedy(['admin', 'audit', 'verify', '--org', 'globex'])).exitCode).toBe(0);
  });

  it('plans the example of its page as the page says', async () => {
    const page = readFileSync(new URL('../../docs/apply.md', import.meta.url), 'utf8');
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    const [, plan] = /```text\n([\s\S]*?)```/.exec(page) ?? [];
    const shown = (await apply(yaml.replaceAll('globex', 'example'), '--dry-run')).stdout;
    expect(shown).toContain(plan?.replaceAll('globex', 'example'));
  });

  it('changes what differs, leaves the rest, and is audited as the operator', async () => {
    const yaml = `
organizations:
  - slug: acme-corp
    plan: starter
    members:
      - { email: TIM@acme.test, role: CUSTOMER }
`;
    const { changes } = await applied(yaml);
    expect(changes).toEqual([
      {
        organization: 'acme-corp',
        action: 'change',
        kind: 'organization',
        name: 'acme-corp',
        fields: { plan: { from: 'pro', to: 'starter' } },
      },
      {
        organization: 'acme-corp',
        action: 'change',
        kind: 'member',
        name: 'tim@acme.test',
        fields: { role: { from: 'TEAM_MEMBER', to: 'CUSTOMER' } },
      },
    ]);
    await applied(yaml.replace('starter', 'pro'));
    const cookie = await acme.signIn(acme.admin);
    const events = await acme.send('GET', '/api/v1/organization/audit-events?limit=3', { cookie });
    const actors = events.body.data.map(({ action, actor }: { action: string; actor: { kind: string } }) => [
      action,
      actor.kind,
    ]);
    expect(actors).toContainEqual(['organization.plan_changed', 'operator']);
    expect(actors).toContainEqual(['member.changed', 'operator']);
  });

  it('removes only with --prune, and only what was confirmed', async () => {
    await acme.createOrganization('hooli');
    for (const [name, role] of [
      ['gavin', 'ADMIN'],
      ['jared', 'CUSTOMER'],
      ['dinesh', 'CUSTOMER'],
    ] as const)
      await acme.createMember('hooli', `${name}@hooli.test`, role);
    const yaml = `
organizations:
  - slug: hooli
    members:
      - { email: gavin@hooli.test, role: ADMIN }
      - { email: jared@hooli.test, role: CUSTOMER }
    boards:
      - { key: BOX, name: Box, members: [] }
`;
    const first = await applied(yaml);
    expect(first.changes.map(({ action }: { action: string }) => action)).toEqual(['create']);
    expect(await failure(yaml, '--prune')).toContain('add --yes');
    const pruned = await applied(yaml, '--prune', '--yes');
    expect(pruned.changes).toMatchObject([{ action: 'remove', kind: 'member', name: 'dinesh@hooli.test' }]);
    const protectedAdmin = `
organizations:
  - slug: hooli
    members:
      - { email: jared@hooli.test, role: CUSTOMER }
`;
    expect(await failure(protectedAdmin, '--prune', '--yes')).toContain('at least one active administrator');
    expect((await applied(yaml, '--prune', '--yes')).changes).toEqual([]);
  });

  it.each([
    [
      'organizations:\n  - slug: acme-corp\n    webhooks: []\n',
      'FILE:3:5: webhooks cannot be declared; known: slug, name, plan, policy, members, boards',
    ],
    [
      'organizations:\n  - slug: acme-corp\n    board: []\n',
      "FILE:3:5: board cannot be declared; did you mean 'boards'?",
    ],
    ['organisations: []\n', 'FILE:1:1: organisations cannot be declared'],
    ['organizations:\n  - slug: acme-corp\n    plan: gold\n', 'FILE:3:5: plan must be one of starter, trial'],
    [
      'organizations:\n  - slug: acme-corp\n    policy: { maxLifetime: 3 }\n',
      'FILE:3:15: policy.maxLifetime is not a known field; did you mean maxLifetimeDays?',
    ],
    [
      'organizations:\n  - slug: acme-corp\n    members:\n      - { email: tim@acme.test, role: CUSTOMER, password: x }\n',
      'FILE:4:49: password is not a known field',
    ],
    ['organizations:\n  - name: Acme\n', 'FILE:2:5: slug is required'],
    ['organizations: [\n', 'FILE:2:1: '],
    ['a: 1\na: 2\n', 'FILE:2:1: Map keys must be unique'],
    ['', 'FILE:1:1: must have the list organizations'],
    [
      'organizations:\n  - slug: acme-corp\n  - slug: acme-corp\n',
      'FILE:3:5: slug acme-corp is declared twice',
    ],
    ['organizations:\n  - slug: initech\n', 'FILE:2:5: the new organization initech needs a plan'],
    [
      'organizations:\n  - { slug: initech, plan: pro }\n',
      'FILE:2:7: the new organization initech needs a member with the role ADMIN',
    ],
    [
      'organizations:\n  - slug: acme-corp\n    boards:\n      - { key: web, name: Web }\n',
      'FILE:4:11: key: must be 2 to 10 capital letters',
    ],
    [
      'organizations:\n  - slug: acme-corp\n    boards:\n      - { key: API, name: Api, members: [x@acme.test] }\n',
      'FILE:4:42: no member x@acme.test in acme-corp',
    ],
    [
      'organizations:\n  - slug: acme-corp\n    members:\n      - { email: ada@acme.test, role: CUSTOMER }\n',
      'FILE:4:11: An organization needs at least one active administrator',
    ],
  ])('says where a file is wrong, and changes nothing: %j', async (yaml, expected) => {
    const line = await failure(yaml);
    expect(line).toContain(`spedy: ${expected}`);
    expect(line).not.toContain('?;');
    expect(expectResult(await spedy(['admin', 'org', 'list', '--json'])).organizations).not.toContainEqual(
      expect.objectContaining({ slug: 'initech' }),
    );
  });

  it('changes nothing if a later organization is wrong, and reads standard input', async () => {
    const yaml = `
organizations:
  - { slug: acme-corp, name: Renamed }
  - { slug: initech, plan: pro }
`;
    expect(await failure(yaml)).toContain('initech needs a member');
    const input = 'organizations: [{ slug: acme-corp, name: acme-corp }]';
    const outcome = await spedy(['apply', '-', '--json'], { input });
    expect(expectResult(outcome)).toEqual({ dryRun: false, changes: [], unchanged: 1 });
    expect(expectFailure(await spedy(['apply', join(folder, 'none.yaml')]), 1)).toContain('no file');
  });
});
