import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { day, trustTheClock } from '../../support/clock.ts';
import { createWorld, type Member, type World } from '../../support/world.ts';

describe('the sweep', () => {
  let world: World;
  const members = new Map<string, Member>();
  const tokens = new Map<string, string>();
  beforeEach(async () => {
    world = await createWorld();
    for (const slug of ['alpha', 'beta', 'gamma']) {
      await world.createOrganization(slug);
      const member = await world.createMember(slug, `ada@${slug}.test`, 'ADMIN');
      members.set(slug, member);
      tokens.set(slug, await world.createToken(member));
      await world.setPolicy(slug, { idleRevocationDays: 30 });
    }
  });
  afterEach(() => world.close());

  const use = async (slug: string) => {
    await world.app.credentials.feed.poll();
    const { status, body } = await world.send('GET', '/api/v1/me', {
      at: slug,
      token: tokens.get(slug) ?? '',
    });
    return `${status} ${body.code ?? ''}`;
  };
  const logged = () =>
    world.log.filter((line) => line.includes('Sweep failed')).map((line) => JSON.parse(line));

  it('continues with the next organization after a failure, and logs which one failed', async () => {
    const { id } = await world.db
      .selectFrom('organizations')
      .select('id')
      .where('slug', '=', 'beta')
      .executeTakeFirstOrThrow();
    // Without an audit head no event can be appended, so no token of beta can be revoked.
    await world.db.deleteFrom('audit_heads').where('organization_id', '=', id).execute();
    world.clock.advance(40 * day);
    await world.app.sweep();
    expect(await Promise.all(['alpha', 'beta', 'gamma'].map(use))).toEqual([
      '401 token_revoked',
      '200 ',
      '401 token_revoked',
    ]);
    const lines = logged();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ sweep: 'idle tokens', err: { message: expect.stringContaining(id) } });
  });

  it('continues with the next task after a failure, and logs which one failed', async () => {
    const member = members.get('alpha');
    if (!member) throw new Error('no member');
    await world.signIn(member);
    const sessions = () => world.db.selectFrom('sessions').select('id').execute();
    expect(await sessions()).toHaveLength(1);
    await sql`alter table idempotency_keys rename to hidden_keys`.execute(world.db);
    await sql`alter table token_usage rename to hidden_usage`.execute(world.db);
    world.clock.advance(40 * day);
    await trustTheClock(world);
    await world.app.sweep();
    expect(await sessions()).toHaveLength(0);
    expect(await use('alpha')).toBe('401 token_revoked');
    expect(logged().map(({ sweep }) => sweep)).toEqual(['idempotency keys', 'usage counts']);
    // Other tests use the same PostgreSQL tables.
    await sql`alter table hidden_keys rename to idempotency_keys`.execute(world.db);
    await sql`alter table hidden_usage rename to token_usage`.execute(world.db);
    world.log.length = 0;
    await world.app.sweep();
    expect(logged()).toEqual([]);
  });
});
