import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect, endConnections, refresh } from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme } from '../../../support/world.ts';

const day = 86_400_000;

/** The first refresh of a day writes to the audit log. Those after it are made together with those of other clients. */
describe('concurrent refreshes of several clients', () => {
  let acme: Acme;
  let connections: Awaited<ReturnType<typeof connectRefreshed>>[];
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.close());
  beforeEach(async () => {
    acme.clock.advance(day - (acme.clock.now() % day));
    const { admin, teamMember, customer } = acme;
    connections = await Promise.all([admin, teamMember, customer, teamMember].map(connectRefreshed));
  });

  async function connectRefreshed(member: Acme['admin']) {
    const { client, cookie, tokens } = await connect(acme, member);
    const { body } = await refresh(acme, client, tokens.refresh_token);
    const { data } = (await acme.send('GET', '/api/v1/me/connected-apps', { cookie })).body;
    return { member, client, cookie, id: String(data[0].id), token: String(body.refresh_token) };
  }

  const refreshAll = (of: typeof connections) =>
    Promise.all(of.map(({ client, token }) => refresh(acme, client, token)));
  const userOf = async (token: string) => {
    const { body } = await acme.send('GET', '/api/v1/me', { token });
    return body.user?.id ?? body.code;
  };
  const rowsOf = (id: string) =>
    acme.db
      .selectFrom('oauth_connections')
      .select(['refreshes', 'expires_at as expiresAt'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();

  it('gives each client tokens of its own connection, and counts each refresh', async () => {
    const first = await refreshAll(connections);
    expect(first.map(({ status, text }) => (status === 200 ? status : text))).toEqual([200, 200, 200, 200]);
    expect(await Promise.all(first.map(({ body }) => userOf(body.access_token)))).toEqual(
      connections.map(({ member }) => member.id),
    );
    const successors = connections.map((connection, index) => ({
      ...connection,
      token: first[index]?.body.refresh_token,
    }));
    expect(new Set(successors.map(({ token }) => token)).size).toBe(4);
    const second = await refreshAll(successors);
    expect(second.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    for (const { id } of connections) expect((await rowsOf(id)).refreshes).toBe(3);
  });

  it('gives ten requests with one token the same successor, among those of others', async () => {
    const [repeated, ...others] = connections;
    if (!repeated) throw new Error('no connection');
    const answers = await refreshAll([...others, ...Array(10).fill(repeated)]);
    expect(answers.map(({ status }) => status)).toEqual(Array(13).fill(200));
    expect(new Set(answers.slice(3).map(({ body }) => body.refresh_token)).size).toBe(1);
    for (const { body } of answers.slice(3)) expect(await userOf(body.access_token)).toBe(repeated.member.id);
  });

  it('ends only the connection whose spent token is used again later', async () => {
    const first = await refreshAll(connections);
    acme.clock.advance(30_000);
    const [replayed, ...others] = connections;
    if (!replayed) throw new Error('no connection');
    const current = others.map((connection, index) => ({
      ...connection,
      token: String(first[index + 1]?.body.refresh_token),
    }));
    const answers = await refreshAll([replayed, ...current]);
    expect(answers.map(({ status, body }) => [status, body.error])).toEqual([
      [400, 'invalid_grant'],
      ...Array(3).fill([200, undefined]),
    ]);
    expect(await userOf(first[0]?.body.access_token)).toBe('token_revoked');
    for (const { body } of answers.slice(1)) expect(await userOf(body.access_token)).toMatch(/^usr_/);
    const ended = await acme.db
      .selectFrom('audit_events')
      .select('target_id as id')
      .where('action', '=', 'grant.ended')
      .execute();
    expect(ended.map(({ id }) => id)).toContain(replayed.id);
  });

  it('rejects the tokens of a connection that has ended, and those of another client', async () => {
    const [ended, mistaken, ...others] = connections;
    if (!ended || !mistaken) throw new Error('no connection');
    await endConnections(acme, ended.cookie);
    const answers = await refreshAll([ended, { ...mistaken, client: ended.client }, mistaken, ...others]);
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 200, 200, 200]);
  });

  it('moves the expiry of a connection when new tokens would outlive it', async () => {
    const [connection] = connections;
    const before = await rowsOf(connection?.id ?? '');
    await acme.db
      .updateTable('oauth_connections')
      .set({ expires_at: before.expiresAt - 2 * day })
      .execute();
    await refreshAll(connections);
    expect((await rowsOf(connection?.id ?? '')).expiresAt).toBeGreaterThanOrEqual(before.expiresAt - day);
  });

  it('makes the refreshes of others while one waits for a lock', async () => {
    const [locked] = connections;
    const hold = Promise.withResolvers<void>();
    const isHeld = Promise.withResolvers<void>();
    const holder = acme.db.transaction().execute(async (trx) => {
      await trx
        .updateTable('oauth_connections')
        .set({ refreshes: (eb) => eb.ref('refreshes') })
        .where('id', '=', locked?.id ?? '')
        .execute();
      isHeld.resolve();
      await hold.promise;
    });
    await isHeld.promise;
    const answers = refreshAll(connections);
    await new Promise((resolve) => setTimeout(resolve, 200));
    hold.resolve();
    await holder;
    expect((await answers).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  it('makes the refreshes of others if one fails', async () => {
    const [first, ...others] = connections;
    if (!first) throw new Error('no connection');
    await acme.db.deleteFrom('oauth_access_tokens').where('connection_id', '=', first.id).execute();
    const { body } = await refresh(acme, first.client, first.token);
    const failing = { ...first, token: String(body.refresh_token) };
    // Another access token of this connection violates it.
    await sql`create unique index one_token on oauth_access_tokens (connection_id) where connection_id = ${sql.lit(first.id)}`.execute(
      acme.db,
    );
    const answers = await refreshAll([failing, ...others]);
    expect(answers.map(({ status }) => status)).toEqual([500, 200, 200, 200]);
    await sql`drop index one_token`.execute(acme.db);
    // Nothing of the failed one is stored: its token works.
    expect((await refresh(acme, failing.client, failing.token)).status).toBe(200);
  });
});
