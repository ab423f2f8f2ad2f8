import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { dayOf } from '../../src/access/policy.ts';
import { LastUse } from '../../src/principals/last-use.ts';
import { hour, minute, second } from '../support/clock.ts';
import { type Acme, createAcme } from '../support/world.ts';

describe('last use', () => {
  let acme: Acme;
  let lastUse: LastUse;
  let token: string;
  let errors: unknown[];
  let organizationId: string;
  let tokenIds: string[];
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.close());
  beforeEach(async () => {
    acme.clock.advance(10 * minute);
    await acme.app.lastUse.flush(true);
    await acme.db.deleteFrom('access_tokens').execute();
    token = await acme.createToken(acme.admin);
    for (const member of [acme.teamMember, acme.customer]) await acme.createToken(member);
    errors = [];
    lastUse = new LastUse(acme.db, acme.clock.now, (error) => errors.push(error));
    const rows = await acme.db
      .selectFrom('access_tokens')
      .select(['id', 'organization_id'])
      .orderBy('id')
      .execute();
    tokenIds = rows.map((row) => row.id);
    organizationId = rows[0]?.organization_id ?? '';
  });

  const mark = (index: number) => lastUse.mark('access_tokens', organizationId, tokenIds[index] ?? '');
  const shown = async () => {
    const rows = await acme.db
      .selectFrom('access_tokens as t')
      .leftJoin('last_uses as u', (on) =>
        on.onRef('u.organization_id', '=', 't.organization_id').onRef('u.credential_id', '=', 't.id'),
      )
      .select('u.at')
      .orderBy('t.id')
      .execute();
    return rows.map(({ at }) => at);
  };
  /** Returns the number of statements that `work` sends to the database. */
  async function statements(work: () => Promise<unknown>): Promise<number> {
    const compile = vi.spyOn(acme.db.getExecutor(), 'compileQuery');
    await work();
    const { length } = compile.mock.calls;
    compile.mockRestore();
    return length;
  }

  it('is written with one statement for all credentials and counted with another', async () => {
    const now = acme.clock.now();
    for (let times = 0; times < 100; times += 1) for (const index of [0, 1, 2]) mark(index);
    // One more, because it is their first use on this day, and two for their members.
    expect(await statements(() => lastUse.flush(false))).toBe(5);
    expect(await shown()).toEqual([now, now, now]);
    expect(await statements(() => lastUse.flush(true))).toBe(0);
    for (const index of [0, 1, 2]) mark(index);
    expect(await statements(() => lastUse.flush(true))).toBe(2);
  });

  it('is written about once a minute for one credential, and shown within 60 seconds', async () => {
    const start = acme.clock.now();
    let written = 0;
    for (let elapsed = 0; elapsed <= 10 * minute; elapsed += 5 * second) {
      mark(0);
      written += await statements(() => lastUse.flush(false));
      const [at] = await shown();
      expect(acme.clock.now() - (at ?? 0)).toBeLessThan(minute);
      acme.clock.advance(5 * second);
    }
    // Two statements for each write: the time and the count; once the day; and two every five minutes for the member.
    expect(written).toBeLessThanOrEqual(2 * 11 + 1 + 2 * 3);
    expect((await shown())[0]).toBeGreaterThan(start + 9 * minute);
  });

  it('never moves backwards, whichever server writes last', async () => {
    const behind = new LastUse(
      acme.db,
      () => acme.clock.now() - minute,
      () => {},
    );
    mark(0);
    await lastUse.flush(true);
    behind.mark('access_tokens', organizationId, tokenIds[0] ?? '');
    behind.mark('access_tokens', organizationId, tokenIds[1] ?? '');
    await behind.flush(true);
    expect(await shown()).toEqual([acme.clock.now(), acme.clock.now() - minute, null]);
  });

  it("does not change another organization's rows, and ignores missing ones", async () => {
    lastUse.mark('access_tokens', 'org_another', tokenIds[0] ?? '');
    lastUse.mark('access_tokens', organizationId, 'tok_gone');
    lastUse.mark('sessions', organizationId, tokenIds[1] ?? '');
    await lastUse.flush(true);
    expect([errors, await shown()]).toEqual([[], [null, null, null]]);
  });

  it('reports a database failure once, and is written soon afterwards', async () => {
    const executor = acme.db.getExecutor();
    const failure = new Error('the database is away');
    mark(0);
    const broken = vi.spyOn(executor, 'executeQuery').mockRejectedValue(failure);
    await lastUse.flush(false);
    broken.mockRestore();
    expect([errors, await shown()]).toEqual([[failure], [null, null, null]]);
    acme.clock.advance(5 * second);
    await lastUse.flush(false);
    expect(await shown()).toEqual([acme.clock.now() - 5 * second, null, null]);
  });

  it('is written on close, even shortly after the last write', async () => {
    mark(0);
    await lastUse.flush(false);
    acme.clock.advance(second);
    mark(0);
    mark(1);
    lastUse.start();
    await lastUse.close();
    expect(await shown()).toEqual([acme.clock.now(), acme.clock.now(), null]);
  });

  it('is written with its day if it is the first on a day and comes while the one before is written', async () => {
    const executor = acme.db.getExecutor();
    const execute = executor.executeQuery.bind(executor);
    const slow = vi.spyOn(executor, 'executeQuery').mockImplementation(async (query, id) => {
      const result = await execute(query, id);
      if (query.sql.includes('set active_day')) {
        acme.clock.advance(24 * hour);
        mark(0);
      }
      return result;
    });
    mark(0);
    await lastUse.flush(true);
    slow.mockRestore();
    await lastUse.flush(true);
    const { activeDay } = await acme.db
      .selectFrom('access_tokens')
      .select('active_day as activeDay')
      .where('id', '=', tokenIds[0] ?? '')
      .executeTakeFirstOrThrow();
    expect(activeDay).toBe(dayOf(acme.clock.now()));
  });

  it('is marked by a request and written later', async () => {
    expect((await acme.send('GET', '/api/v1/me', { token })).status).toBe(200);
    expect(await shown()).toEqual([null, null, null]);
    await acme.app.lastUse.flush(false);
    expect((await shown()).filter((at) => at === acme.clock.now())).toHaveLength(1);
  });

  it('is not changed by a rejected request', async () => {
    const narrow = await acme.createToken(acme.admin, { scopes: ['profile:read'] });
    expect((await acme.send('GET', '/api/v1/users', { token: narrow })).status).toBe(403);
    const customerToken = await acme.createToken(acme.customer);
    expect((await acme.send('GET', '/api/v1/users', { token: customerToken })).status).toBe(403);
    expect((await acme.send('GET', '/api/v1/me', { token: `${token}x` })).status).toBe(401);
    await acme.app.lastUse.flush(true);
    expect(new Set(await shown())).toEqual(new Set([null]));
  });
});
