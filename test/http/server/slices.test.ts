import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sliceSize } from '../../../src/storage/slices.ts';
import { day } from '../../support/clock.ts';
import { observeDuring } from '../../support/interleaving.ts';
import { connect, refresh } from '../../support/oauth/oauth.ts';
import { type Acme, createAcme } from '../../support/world.ts';

/** Enough for several slices. */
const many = 10 * sliceSize;
/** Work takes longer on a busy machine. */
const patience = { timeout: 20_000 };

let acme: Acme;
let organizationId: string;
beforeEach(async () => {
  acme = await createAcme();
  const { body } = await acme.send('GET', '/api/v1/organization', { token: acme.adminToken });
  organizationId = body.id;
});
afterEach(() => acme.close());

const rows = <Row>(count: number, row: (number: number) => Row) =>
  Array.from({ length: count }, (_, n) => row(n));
const hash = (number: number) => Buffer.from(String(number).padStart(32, '0'));
const statusOf = async (token: string) => {
  const { status, body } = await acme.send('GET', '/api/v1/me', { token });
  return status === 200 ? 200 : body.code;
};
const count = async (table: 'sessions' | 'oauth_connections' | 'oauth_refresh_tokens' | 'access_tokens') => {
  const { total } = await acme.db
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return total;
};
const addSessions = (expiresAt: number) =>
  acme.db
    .insertInto('sessions')
    .values(
      rows(many, (number) => ({
        organization_id: organizationId,
        id: `ses_${number}`,
        user_id: acme.customer.id,
        hash: hash(number),
        created_at: 0,
        last_used_at: 0,
        expires_at: expiresAt,
      })),
    )
    .execute();
const addTokens = (amount: number) =>
  acme.db
    .insertInto('access_tokens')
    .values(
      rows(amount, (number) => ({
        organization_id: organizationId,
        id: `tok_${number}`,
        user_id: acme.customer.id,
        name: 'Old',
        hash: hash(number),
        hint: 'abcd',
        scopes: null,
        created_at: number,
        expires_at: null,
        revoked_at: null,
        created_with: null,
        ended_at: null,
      })),
    )
    .execute();

describe('long work', () => {
  it('deletes expired rows in slices, with requests in between', async () => {
    await addSessions(acme.clock.now() - 1);
    const seen = await observeDuring(acme.app.sweep(), async () => {
      expect(await statusOf(acme.customerToken)).toBe(200);
      return count('sessions');
    });
    expect(seen.filter((left) => left > 0 && left < many).length).toBeGreaterThan(0);
    expect(await count('sessions')).toBe(0);
  });

  it('stops a sweep after the current slice when the server closes; the next sweep continues', async () => {
    await addSessions(acme.clock.now() - 1);
    const sweeping = acme.app.sweep();
    await acme.app.server.close();
    await sweeping;
    expect(await count('sessions')).toBeGreaterThan(0);
    expect(acme.log.filter((line) => line.includes('Sweep failed'))).toEqual([]);
  });

  it('revokes idle tokens in slices, with requests in between and one event for each', async () => {
    const idle = 3 * sliceSize + 1;
    await addTokens(idle);
    await acme.setPolicy('acme-corp', { idleRevocationDays: 30 });
    const active = async () => {
      const { body } = await acme.send(
        'GET',
        `/api/v1/organization/tokens?userId=${acme.customer.id}&limit=1`,
        {
          token: acme.adminToken,
        },
      );
      return body.total - 1;
    };
    const seen = await observeDuring(acme.app.sweep(), active);
    expect(seen.filter((left) => left > 0 && left < idle).length).toBeGreaterThan(0);
    expect(await active()).toBe(0);
    expect(await statusOf(acme.customerToken)).toBe(200);
    const path = '/api/v1/organization/audit-events?action=token.revoked&limit=1';
    expect((await acme.send('GET', path, { token: acme.adminToken })).body.total).toBe(idle);
  });
});

describe('removing a member whose credentials have not ended yet', () => {
  it('stops and hides all of them at once', async () => {
    const { client, tokens } = await connect(acme, acme.customer);
    const tokenPath = `/api/v1/organization/tokens?userId=${acme.customer.id}`;
    const lists = async () => {
      const totals: number[] = [];
      for (const path of [tokenPath, '/api/v1/organization/connected-apps'])
        totals.push((await acme.send('GET', path, { token: acme.adminToken })).body.total);
      const { body } = await acme.send('GET', '/api/v1/organization/applications', {
        token: acme.adminToken,
      });
      return [...totals, body.data[0].members];
    };
    expect(await lists()).toEqual([1, 1, 1]);
    // As after the commit of a removal whose process then ended.
    await acme.db.updateTable('users').set({ state: 'removed' }).where('id', '=', acme.customer.id).execute();
    acme.monotonic.advance(300_000);
    await acme.app.credentials.feed.poll();
    expect(await lists()).toEqual([0, 0, 0]);
    expect(await statusOf(acme.customerToken)).toBe('token_invalid');
    expect(await statusOf(tokens.access_token)).toBe('token_revoked');
    expect((await refresh(acme, client, tokens.refresh_token)).body.error).toBe('invalid_grant');
    await acme.app.sweep();
    expect(await lists()).toEqual([0, 0, 0]);
    const { ended_at } = await acme.db.selectFrom('oauth_connections').selectAll().executeTakeFirstOrThrow();
    expect(ended_at).toBe(acme.clock.now());
    expect(await statusOf(tokens.access_token)).toBe('token_revoked');
  });
});

describe('removing a member with many assignments', () => {
  const assigned = 12 * sliceSize;
  const pages = async () =>
    (await acme.send('GET', '/api/v1/tickets?limit=100', { token: acme.adminToken })).body;
  const assignments = async () =>
    (await acme.db.selectFrom('tickets').select('id').where('assignee_id', 'is not', null).execute()).length;

  it('ends their access and hides them at once, and releases the rest in the sweep', async () => {
    const board = await acme.createBoard('acme-corp', 'BIG', [acme.teamMember]);
    const ticket = (number: number) => ({
      organization_id: organizationId,
      id: `tkt_${number}`,
      board_id: board.id,
      number: number + 1,
      title: 'Ticket',
      description: '',
      status: 'TODO',
      priority: 'LOW',
      assignee_id: acme.teamMember.id,
      author_id: acme.admin.id,
      search_text: 'ticket',
      created_at: number,
      updated_at: number,
    });
    for (let start = 0; start < assigned; start += sliceSize)
      await acme.db
        .insertInto('tickets')
        .values(rows(sliceSize, (n) => ticket(start + n)))
        .execute();
    const path = `/api/v1/users/${acme.teamMember.id}`;
    expect((await acme.send('DELETE', path, { token: acme.adminToken })).status).toBe(204);
    expect(await statusOf(acme.teamMemberToken)).toBe('token_invalid');
    // The response does not wait for them.
    expect(await assignments()).toBeGreaterThan(0);
    const { data, total } = await pages();
    expect([total, data.filter((one: { assignee: unknown }) => one.assignee !== null)]).toEqual([
      assigned,
      [],
    ]);
    // Not in the next periodic sweep: in one that the removal starts.
    await expect.poll(assignments, patience).toBe(0);
    const seats = acme.db.selectFrom('board_members').selectAll().where('user_id', '=', acme.teamMember.id);
    expect(await seats.execute()).toEqual([]);
  });
});

describe('blocking an application with many connections', () => {
  const applications = '/api/v1/organization/applications';
  const setBlocked = (id: string, blocked: boolean) =>
    acme.send('PATCH', `${applications}/${id}`, { token: acme.adminToken, body: { blocked } });
  const connectMany = async () => {
    const connected = await connect(acme, acme.customer);
    const connection = await acme.db.selectFrom('oauth_connections').selectAll().executeTakeFirstOrThrow();
    for (let start = 0; start < many; start += sliceSize)
      await acme.db
        .insertInto('oauth_connections')
        .values(rows(sliceSize, (n) => ({ ...connection, id: `grt_${start + n}` })))
        .execute();
    return { ...connected, id: connection.application_id };
  };
  const open = async () =>
    (await acme.db.selectFrom('oauth_connections').select('id').where('ended_at', 'is', null).execute())
      .length;

  it('ends all of them after the response, and counts them in the event', async () => {
    const { id, tokens } = await connectMany();
    const { body: blocked } = await setBlocked(id, true);
    // The response does not wait for them.
    expect(await open()).toBeGreaterThan(0);
    expect(await statusOf(tokens.access_token)).toBe('token_revoked');
    const listed = await acme.send('GET', '/api/v1/organization/connected-apps', { token: acme.adminToken });
    expect([blocked.members, listed.body.total]).toEqual([0, 0]);
    // Not in the next periodic sweep: in one that the block starts.
    expect(await statusOf(acme.adminToken)).toBe(200);
    await expect.poll(open, patience).toBe(0);
    const path = '/api/v1/organization/audit-events?action=application.blocked';
    const { body } = await acme.send('GET', path, { token: acme.adminToken });
    expect(body.data[0].details.grantsEnded).toBe(many + 1);
  });

  it('invalidates their tokens at once, also if it is interrupted before they end', async () => {
    const { id, client, tokens } = await connectMany();
    expect(await statusOf(tokens.access_token)).toBe(200);
    await acme.db.updateTable('oauth_applications').set({ blocked_at: acme.clock.now() }).execute();
    acme.monotonic.advance(300_000);
    await acme.app.credentials.feed.poll();
    expect(await statusOf(tokens.access_token)).toBe('token_revoked');
    expect((await refresh(acme, client, tokens.refresh_token)).status).toBe(401);
    await acme.app.sweep();
    expect(await open()).toBe(0);
    expect((await setBlocked(id, false)).status).toBe(200);
    expect(await statusOf(tokens.access_token)).toBe('token_revoked');
  });

  it('ends what an interrupted block left before it is unblocked', async () => {
    const { id, tokens } = await connectMany();
    await acme.db.updateTable('oauth_applications').set({ blocked_at: acme.clock.now() }).execute();
    expect((await setBlocked(id, false)).status).toBe(200);
    expect([await open(), await statusOf(tokens.access_token)]).toEqual([0, 'token_revoked']);
  });
});

describe('rows that are no longer needed', () => {
  it('include the refresh tokens of ended connections, which stay rejected', async () => {
    const kept = await connect(acme, acme.customer);
    const ended = await connect(acme, acme.customer);
    const { body } = await refresh(acme, ended.client, ended.tokens.refresh_token);
    await acme.send('POST', '/api/v1/leaked-tokens', { body: { tokens: [body.refresh_token] } });
    await acme.app.sweep();
    expect(await count('oauth_refresh_tokens')).toBe(1);
    for (const token of [ended.tokens.refresh_token, body.refresh_token])
      expect((await refresh(acme, ended.client, token)).body.error).toBe('invalid_grant');
    expect(await statusOf(body.access_token)).toBe('token_revoked');
    expect((await refresh(acme, kept.client, kept.tokens.refresh_token)).status).toBe(200);
  });

  it('do not include a refresh token that was spent within a week: using it again ends the connection', async () => {
    const { client, tokens } = await connect(acme, acme.customer);
    const { body } = await refresh(acme, client, tokens.refresh_token);
    acme.clock.advance(4 * day);
    await acme.app.sweep();
    const second = await refresh(acme, client, body.refresh_token);
    acme.clock.advance(2 * day);
    await acme.app.sweep();
    expect((await refresh(acme, client, tokens.refresh_token)).body.error).toBe('invalid_grant');
    expect((await refresh(acme, client, second.body.refresh_token)).body.error).toBe('invalid_grant');
  });

  it('include tokens that ended 90 days ago, whose leak still revokes what they created', async () => {
    const create = async (token: string) =>
      (await acme.send('POST', '/api/v1/me/tokens', { token, body: { name: 'Created' } })).body;
    const old = await create(acme.customerToken);
    const child = await create(old.token);
    const unrelated = await create(acme.customerToken);
    for (const { id } of [old, unrelated])
      await acme.send('DELETE', `/api/v1/me/tokens/${id}`, { token: acme.customerToken });
    acme.clock.advance(90 * day);
    await acme.app.sweep();
    for (const { token } of [old, unrelated]) expect(await statusOf(token)).toBe('token_revoked');
    acme.clock.advance(day);
    await acme.app.sweep();
    acme.monotonic.advance(300_000);
    expect(await count('access_tokens')).toBe(4);
    for (const { token } of [old, unrelated]) expect(await statusOf(token)).toBe('token_invalid');
    expect(await statusOf(child.token)).toBe(200);
    await acme.send('POST', '/api/v1/leaked-tokens', { body: { tokens: [old.token] } });
    expect(await statusOf(child.token)).toBe('token_revoked');
  });
});
