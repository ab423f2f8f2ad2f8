import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownOrigin } from '../../src/contract/change-origin.ts';
import { newToken } from '../../src/credentials/token-format.ts';
import { changeOrganization } from '../../src/organizations/change-organization.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { newId } from '../../src/storage/ids.ts';
import { expectFailure } from '../support/servers/command-line.ts';
import { createOperator, type Operator } from '../support/servers/operator.ts';

describe('spedy token', () => {
  let operator: Operator;
  let organizationId: string;
  beforeAll(async () => {
    operator = await createOperator();
    organizationId = (await operator.createAcme()).organization.id;
    await operator.createMember('tim@acme.test', 'TEAM_MEMBER');
  });
  afterAll(() => operator.drop());
  const create = [
    'token',
    'create',
    '--org',
    'acme-corp',
    '--email',
    'tim@acme.test',
    '--name',
    'CI Pipeline',
  ];

  it('creates a token and prints it in the format of the API', async () => {
    const token = await operator.result(...create);
    expect(token).toEqual({
      id: expect.stringMatching(/^tok_/),
      name: 'CI Pipeline',
      description: null,
      lastUsedAt: null,
      createdAt: expect.stringMatching(/Z$/),
      expiresAt: null,
      scopes: null,
      hint: token.token.slice(-4),
      token: expect.stringMatching(/^spedy_pat_[0-9A-Za-z]{38}$/),
    });
  });

  it('prints the secret of a new token once', async () => {
    const { exitCode, stdout, stderr } = await operator.spedy([...create, '--scope', 'tickets:read']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/Token: spedy_pat_[0-9A-Za-z]{38} \(shown only once\)\n$/);
    expect(stdout).toContain('Expires: never. Scopes: tickets:read.');
  });

  it('accepts a lifetime and scopes', async () => {
    const scopes = ['--scope', 'tickets:write', '--scope', 'tickets:read', '--scope', 'tickets:write'];
    const token = await operator.result(...create, '--expires-in', '90d', ...scopes);
    expect(Date.parse(token.expiresAt) - Date.parse(token.createdAt)).toBe(90 * 86_400_000);
    expect(token.scopes).toEqual(['tickets:read', 'tickets:write']);
  });

  it('rejects invalid lifetimes and scopes', async () => {
    const line = expectFailure(await operator.spedy([...create, '--scope', 'ticket:read', '--json']), 2);
    expect(line).toContain("unknown scope 'ticket:read'; did you mean 'tickets:read'?");
    expect(line).toContain('profile:read, tickets:read, tickets:write, tokens:write, organization:write');
    const lifetime = expectFailure(await operator.spedy([...create, '--expires-in', 'soon']), 2);
    expect(lifetime).toContain('s, m, h, d, w or y');
    expectFailure(await operator.spedy([...create, '--expires-in=-1d']), 2);
  });

  it('rejects an invalid name, an unknown member and a deactivated one', async () => {
    const named = (name: string) => operator.spedy([...create.slice(0, -1), name]);
    expect(expectFailure(await named(' '), 1)).toContain('name');
    expect(expectFailure(await named('a\u0000b'), 1)).toContain('control characters');
    const forEmail = (email: string) =>
      operator.spedy(create.map((arg) => (arg === 'tim@acme.test' ? email : arg)));
    expect(expectFailure(await forEmail('tom@acme.test'), 1)).toContain("did you mean 'tim@acme.test'?");
    await operator.createMember('gone@acme.test', 'CUSTOMER');
    await operator.result('user', 'deactivate', '--org', 'acme-corp', '--email', 'gone@acme.test');
    expect(expectFailure(await forEmail('gone@acme.test'), 1)).toContain('deactivated');
  });

  it('enforces the plan and the policy', async () => {
    await operator.result('org', 'set-plan', 'acme-corp', 'starter');
    expect(expectFailure(await operator.spedy([...create, '--json']), 1)).toContain(
      'on plan starter, which has no personal access tokens',
    );
    await operator.result('org', 'set-plan', 'acme-corp', 'pro');
    const { db } = openDatabase(operator.databaseUrl, () => {});
    const from = ownOrigin('operator', Date.now());
    await changeOrganization(db, organizationId, from, { policy: { maxLifetimeDays: 30 } });
    expect(expectFailure(await operator.spedy([...create, '--json']), 1)).toContain('at most 30 days');
    expect(expectFailure(await operator.spedy([...create, '--expires-in', '31d']), 1)).toContain(
      '--expires-in',
    );
    await operator.result(...create, '--expires-in', '30d');
    await changeOrganization(db, organizationId, from, {
      policy: { maxLifetimeDays: null, patsEnabled: false },
    });
    expect(expectFailure(await operator.spedy([...create, '--json']), 1)).toContain('turned off');
    await changeOrganization(db, organizationId, from, { policy: { patsEnabled: true } });
    await db.destroy();
  });

  it('revokes a token by its id, once', async () => {
    const { id } = await operator.result(...create);
    expect(await operator.result('token', 'revoke', id)).toEqual({ token: { id } });
    expect(expectFailure(await operator.spedy(['token', 'revoke', id, '--json']), 1)).toContain(
      'is already revoked or expired',
    );
    const other = await operator.result(...create);
    const human = await operator.spedy(['token', 'revoke', other.id]);
    expect(human).toMatchObject({ exitCode: 0, stderr: '' });
    expect(human.stdout).toContain(`\nRevoked ${other.id}.\n`);
  });

  it.each([newId('tok'), newId('usr'), 'tok_', 'x', 'tok_\u0000', ''])('rejects the id %j', async (id) => {
    expect(expectFailure(await operator.spedy(['token', 'revoke', id, '--json']), 1)).toContain('no token');
  });

  it('never repeats a secret in an error', async () => {
    const secret = newToken('pat');
    const line = expectFailure(await operator.spedy(['token', 'revoke', secret, '--json']), 1);
    expect(line).toContain('use its ID (tok_…)');
    expect(line).not.toContain(secret.slice(10));
    for (const args of [[secret], ['token', secret], ['org', 'set-plan', secret, 'pro'], ['--x', secret]]) {
      const { exitCode, stdout, stderr } = await operator.spedy(args);
      expect(exitCode).toBeGreaterThan(0);
      expect(stdout + stderr).not.toContain(secret.slice(10));
    }
  });
});
