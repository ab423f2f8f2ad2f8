import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { day } from '../../support/clock.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const path = '/api/v1/me/tokens';
const limit = 1_000;
let acme: Acme;
beforeEach(async () => {
  acme = await createAcme();
});
afterEach(() => acme.close());

const create = (token = acme.teamMemberToken) =>
  acme.send('POST', path, { token, body: { name: 'One more' } });
const listed = async () => (await acme.send('GET', path, { token: acme.teamMemberToken })).body.tokens;

/** Inserts this many tokens of a member directly. */
async function fill(count: number, values: { expires_at?: number; revoked_at?: number } = {}) {
  const own = await acme.db
    .selectFrom('access_tokens')
    .selectAll()
    .where('user_id', '=', acme.teamMember.id)
    .executeTakeFirstOrThrow();
  for (let created = 0; created < count; created += 100) {
    const rows = Array.from({ length: Math.min(100, count - created) }, (_, index) => ({
      ...own,
      id: `tok_${String(created + index).padStart(20, '0')}${values.revoked_at === undefined ? 'abc' : 'xyz'}`,
      hash: Buffer.from(`${created + index} ${JSON.stringify(values)}`),
      ...values,
    }));
    await acme.db.insertInto('access_tokens').values(rows).execute();
  }
}

describe('a thousand active tokens of one member', () => {
  it('are the maximum: another one is rejected until one is revoked', async () => {
    await fill(limit - 2);
    const last = await create();
    expect(last.status).toBe(201);
    const refused = await create();
    expectError(refused, 403, 'limit_reached');
    expect(refused.body.message).toContain('1,000');
    expect(await listed()).toHaveLength(limit);
    expect((await create(acme.customerToken)).status).toBe(201);
    await acme.send('DELETE', `${path}/${last.body.id}`, { token: acme.teamMemberToken });
    expect((await create()).status).toBe(201);
  });

  it('can be rotated, but not with an overlap that would exceed the limit', async () => {
    await fill(limit - 1);
    const { id } = (await listed()).find((token: { id: string }) => token.id.endsWith('abc'));
    const rotate = (overlapSeconds: number) =>
      acme.send('POST', `${path}/${id}/rotate`, { token: acme.teamMemberToken, body: { overlapSeconds } });
    expectError(await rotate(60), 403, 'limit_reached');
    expect((await rotate(0)).status).toBe(201);
    expect(await listed()).toHaveLength(limit);
  });

  it('are not exceeded by concurrent requests', async () => {
    await fill(limit - 4);
    const answers = await Promise.all(Array.from({ length: 10 }, () => create()));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, ...Array(7).fill(403)]);
    expect(await listed()).toHaveLength(limit);
  });

  it('do not include expired or revoked ones, before and after the sweep', async () => {
    await fill(limit, { expires_at: acme.clock.now() - 1 });
    await fill(limit, { revoked_at: acme.clock.now() - 1 });
    expect((await create()).status).toBe(201);
    acme.clock.advance(day);
    await acme.app.sweep();
    await acme.app.sweep();
    const left = await acme.db.selectFrom('access_tokens').select('id').where('ended', '=', 0).execute();
    expect(left).toHaveLength(4);
    expect((await create()).status).toBe(201);
    expect(await listed()).toHaveLength(3);
  });

  it('are all included in the list of uses', async () => {
    await fill(limit - 1);
    const answer = await acme.send('GET', `${path}/usage?days=90`, { token: acme.teamMemberToken });
    expect(answer.body.tokens).toHaveLength(limit);
  });
});
