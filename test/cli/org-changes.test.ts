import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectFailure } from '../support/servers/command-line.ts';
import { createOperator, type Operator } from '../support/servers/operator.ts';

describe('spedy org rename, release, delete and restore', () => {
  let operator: Operator;
  let id: string;
  beforeEach(async () => {
    operator = await createOperator();
    id = (await operator.createAcme()).organization.id;
  });
  afterEach(() => operator.drop());

  const failure = async (...args: string[]) => expectFailure(await operator.spedy(args), 1);
  const createOther = (slug: string) =>
    ['org', 'create', slug, '--name', 'Other', '--plan', 'pro', '--admin-email', 'sam@other.test'] as const;

  it('renames an organization, and says what else to change', async () => {
    const env = { SPEDY_BASE_URL: 'https://spedy.test', SPEDY_DEFAULT_ORGANIZATION: 'acme-corp' };
    const { stdout, exitCode } = await operator.spedy(['org', 'rename', 'acme-corp', 'acme'], { env });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('acme-corp is now at https://acme.spedy.test.');
    expect(stdout).toContain('Set SPEDY_DEFAULT_ORGANIZATION to acme and restart the server');
    expect(await operator.result('org', 'rename', 'acme', 'acme-2')).toEqual({
      organization: { id, slug: 'acme-2', plan: 'pro' },
    });
    expect(await failure('org', 'rename', 'acme-2', 'Acme')).toContain('lowercase letters');
    expect(await failure('org', 'rename', 'acme-corp', 'acme')).toContain("no organization 'acme-corp'");
  });

  it('holds the old slug until it is released', async () => {
    await operator.result('org', 'rename', 'acme-corp', 'acme');
    expect(await failure(...createOther('acme-corp'))).toMatch(
      /'acme-corp' is held until \d{4}-\d\d-\d\d for the organization that had it. Release it with: spedy admin org release acme-corp/,
    );
    expect(await operator.result('org', 'release', 'acme-corp')).toEqual({ slug: 'acme-corp' });
    expect(await failure('org', 'release', 'acme-corp')).toContain("'acme-corp' is not held");
    expect((await operator.result(...createOther('acme-corp'))).organization.slug).toBe('acme-corp');
  });

  it('deletes and restores an organization, and lists its state', async () => {
    const deleted = await operator.result('org', 'delete', 'acme-corp');
    expect(deleted.organization).toEqual({
      id,
      slug: 'acme-corp',
      restorableUntil: expect.stringMatching(/^\d{4}-/),
    });
    const until = String(deleted.organization.restorableUntil);
    expect(Date.parse(until) - Date.now()).toBeGreaterThan(29.9 * 86_400_000);
    expect((await operator.result('org', 'list')).organizations).toMatchObject([
      { slug: 'acme-corp', restorableUntil: until, deletedAt: expect.stringMatching(/^\d{4}-/) },
    ]);
    const { stdout } = await operator.spedy(['org', 'list']);
    expect(stdout).toContain(`deleted, restorable until ${until.slice(0, 10)}`);
    expect(await failure('org', 'delete', 'acme-corp')).toContain('is deleted; restore it first');
    expect(await failure('org', 'set-plan', 'acme-corp', 'pro')).toContain(
      'spedy admin org restore acme-corp',
    );
    expect(await failure(...createOther('acme-corp'))).toContain('spedy admin org restore acme-corp');
    expect((await operator.result('audit', 'verify')).organizations).toHaveLength(1);

    expect((await operator.result('org', 'restore', 'acme-corp')).organization.slug).toBe('acme-corp');
    expect(await failure('org', 'restore', 'acme-corp')).toContain('acme-corp is not deleted');
    expect((await operator.result('org', 'list')).organizations).toMatchObject([
      { slug: 'acme-corp', deletedAt: null, restorableUntil: null },
    ]);
  });
});
