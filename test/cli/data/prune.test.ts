import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TestClock } from '../../support/clock.ts';
import { type Backups, createBackups } from '../../support/databases/backups.ts';
import { expectFailure, expectResult, type Spedy, spedyOn } from '../../support/servers/command-line.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const old = 200 * 86_400_000;

describe('spedy admin audit prune', () => {
  let acme: Acme;
  let backups: Backups;
  let spedy: Spedy;
  let exported: string;
  let checkpoint: string;
  const org = ['--org', 'acme-corp'];
  const prune = (days: number, ...more: string[]) =>
    spedy(['audit', 'prune', ...org, '--keep-days', String(days), ...more]);
  const verify = async (...more: string[]) => {
    const { stdout, stderr } = await spedy(['audit', 'verify', ...org, ...more]);
    return `${stdout}${stderr}`;
  };

  beforeAll(async () => {
    // All of its events are old; those of the commands are new.
    acme = await createAcme({ clock: new TestClock(() => Date.now() - old) });
    backups = createBackups();
    spedy = spedyOn(acme.databaseUrl);
    const cookie = await acme.signIn(acme.admin);
    const log = await acme.send('GET', '/api/v1/organization/audit-events/export?format=ndjson', {
      at: 'acme-corp',
      cookie,
    });
    exported = backups.newFile();
    writeFileSync(exported, log.text);
    checkpoint = (await verify()).trim().split(' ').at(-1) ?? '';
    expectResult(await spedy(['board', 'create', ...org, '--key', 'NEW', '--name', 'New', '--json']));
  });
  afterAll(async () => {
    await acme.close();
    await backups.drop();
  });

  it('deletes old events only with --yes, and never the last 90 days', async () => {
    expect(expectFailure(await prune(30), 2)).toContain('at least 90');
    const before = await verify();
    expect((await prune(300, '--yes')).stdout).toContain('no event is older');
    expect((await prune(100)).stdout).toContain('Nothing was changed');
    expect(await verify()).toBe(before);
  });

  it('anchors the rest, so that it stays verifiable, also against exports and checkpoints', async () => {
    const { db } = acme;
    const count = async () => {
      const { n } = await db
        .selectFrom('audit_events')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow();
      return Number(n);
    };
    const all = await count();
    const { deleted, anchor } = expectResult(await prune(100, '--yes', '--json'));
    expect(deleted).toBeGreaterThan(5);
    expect(await count()).toBe(all - deleted + 1);
    expect(anchor).toBe(checkpoint);
    expect(await verify()).toMatch(/acme-corp: intact/);
    expect(await verify('--from', checkpoint)).toMatch(/acme-corp: intact/);
    expect(await verify('--export', exported)).toMatch(/the chain contains all/);
    expect(await verify('--from', `1:${'0'.repeat(64)}`)).toContain('was deleted with others');
    // Nothing is left to delete.
    expect(expectResult(await prune(100, '--yes', '--json'))).toMatchObject({ deleted: 0 });
  });

  it('keeps recent events also if the clock was wrong for a moment', async () => {
    const clock = new TestClock(() => Date.now());
    const other = await createAcme({ clock });
    const spedyOnOther = spedyOn(other.databaseUrl);
    clock.advance(-1_000 * 86_400_000);
    await other.setPlan('acme-corp', 'starter');
    const { stdout } = await spedyOnOther(['audit', 'prune', ...org, '--keep-days', '100', '--yes']);
    expect(stdout).toContain('no event is older');
    await other.close();
  });

  it('deletes nothing by a clock that jumped ahead, unless it is confirmed', async () => {
    const before = await verify();
    const real = Date.now;
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => real() + 400 * 86_400_000);
    const refused = expectFailure(await prune(300, '--yes'), 1);
    const confirmed = await prune(300, '--confirm-clock');
    clock.mockRestore();
    expect(refused).toMatch(
      /this machine's clock says \S+, \d+ days after all that was recorded .*add --confirm-clock if it is right\. Nothing was deleted/,
    );
    expect(confirmed.stdout).toContain('would delete all events');
    expect(await verify()).toBe(before);
    // The right clock is trusted again, because it is not ahead.
    expect((await prune(300)).stdout).toContain('no event is older');
  });

  it('does not hide that more was deleted than the log says', async () => {
    const { db } = acme;
    const first = await db
      .selectFrom('audit_events')
      .select('sequence')
      .orderBy('sequence')
      .executeTakeFirstOrThrow();
    await db.deleteFrom('audit_events').where('sequence', '=', first.sequence).execute();
    expect(await verify()).toMatch(new RegExp(`BROKEN at event ${first.sequence}: events are missing here`));
    expect(expectFailure(await prune(100, '--yes'), 1)).toContain('find out why');
  });
});
