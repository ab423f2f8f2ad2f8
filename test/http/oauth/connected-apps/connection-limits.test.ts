import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allowApplication, documentClient } from '../../../support/applications.ts';
import { day, minute } from '../../../support/clock.ts';
import { connect, obtainCode, refresh, registerClient, sendForm } from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme, type Member } from '../../../support/world.ts';

const path = '/api/v1/me/connected-apps';

describe('the number of connections', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.close());

  const list = async (cookie: string): Promise<unknown[]> =>
    (await acme.send('GET', path, { cookie })).body.data;
  const status = async (token: string) => (await acme.send('GET', '/api/v1/me', { token })).status;
  let members = 0;
  const newMember = (): Promise<Member> => {
    members += 1;
    return acme.createMember('acme-corp', `member${members}@acme.test`, 'TEAM_MEMBER');
  };

  it('ends the least recently used connection beyond 50 of a member with one application', async () => {
    const member = await newMember();
    const { client, cookie, tokens: first } = await connect(acme, member);
    const second = await connect(acme, member, { client, cookie });
    acme.clock.advance(1_000);
    for (let more = 0; more < 48; more += 1) await connect(acme, member, { client, cookie });
    acme.clock.advance(1_000);
    expect(await status(first.access_token)).toBe(200);
    await acme.app.lastUse.flush(true);
    expect(await list(cookie)).toHaveLength(50);
    const last = await connect(acme, member, { client, cookie });
    expect(await list(cookie)).toHaveLength(50);
    expect(await status(second.tokens.access_token)).toBe(401);
    for (const token of [first.access_token, last.tokens.access_token]) expect(await status(token)).toBe(200);
  });

  it('ends no other connection before its code is exchanged', async () => {
    const member = await newMember();
    const client = await registerClient(acme, { token_endpoint_auth_method: 'client_secret_post' });
    const { cookie, tokens } = await connect(acme, member, { client });
    for (let more = 0; more < 60; more += 1) await obtainCode(acme, member, { client, cookie });
    const exchanged = await connect(acme, member, { client, cookie });
    for (const token of [tokens.access_token, exchanged.tokens.access_token])
      expect(await status(token)).toBe(200);
  });

  it('ends the least recently used connection beyond 500 of a member', async () => {
    const member = await newMember();
    const { cookie, tokens } = await connect(acme, member);
    const { body } = await acme.send('GET', '/api/v1/organization', { token: acme.adminToken });
    // Outdated statistics, as after a fast import: the list must not depend on them.
    await sql`analyze`.execute(acme.db);
    acme.clock.advance(1_000);
    for (let others = 0; others < 499; others += 1)
      await allowApplication(acme, body.id, member, {
        ...documentClient,
        clientId: `https://${others}.example/client`,
      });
    expect(await list(cookie)).toHaveLength(500);
    const all = await acme.send('GET', '/api/v1/organization/connected-apps?limit=100', {
      token: acme.adminToken,
    });
    expect(all.body.data).toHaveLength(100);
    expect(await status(tokens.access_token)).toBe(200);
    const last = await connect(acme, member, { cookie });
    expect(await list(cookie)).toHaveLength(500);
    expect([await status(tokens.access_token), await status(last.tokens.access_token)]).toEqual([401, 200]);
  });
});

describe('the lifetime of a connection', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme({ oauth: { connection: 40 * 86_400 } });
  });
  afterAll(() => acme.close());

  it('limits every token, regardless of refreshes', async () => {
    const { client, tokens } = await connect(acme, acme.teamMember);
    acme.clock.advance(20 * day);
    const second = await refresh(acme, client, tokens.refresh_token);
    acme.clock.advance(20 * day - 10 * minute);
    const last = await refresh(acme, client, second.body.refresh_token);
    expect([last.status, last.body.expires_in]).toEqual([200, 600]);
    const token = last.body.access_token;
    const introspected = await sendForm(
      acme,
      'introspect',
      { token: last.body.refresh_token },
      { authorization: `Bearer ${acme.adminToken}` },
    );
    expect(introspected.body.exp).toBe(Math.floor(acme.clock.now() / 1000) + 600);
    acme.clock.advance(10 * minute - 1);
    expect((await acme.send('GET', '/api/v1/me', { token })).status).toBe(200);
    acme.clock.advance(1);
    expect((await acme.send('GET', '/api/v1/me', { token })).body.code).toBe('token_expired');
    expect((await refresh(acme, client, last.body.refresh_token)).body.error).toBe('invalid_grant');
    expect((await acme.send('GET', path, { cookie: await acme.signIn(acme.teamMember) })).body.data).toEqual(
      [],
    );
  });

  it('ends with the earlier consent if the member was not asked again', async () => {
    const client = await registerClient(acme, { token_endpoint_auth_method: 'client_secret_post' });
    await connect(acme, acme.customer, { client });
    acme.clock.advance(25 * day);
    const cookie = await acme.signIn(acme.customer);
    const { tokens } = await connect(acme, acme.customer, { client, cookie });
    acme.clock.advance(15 * day - minute);
    const renewed = await refresh(acme, client, tokens.refresh_token);
    expect(renewed.body.expires_in).toBe(60);
    acme.clock.advance(minute);
    expect((await refresh(acme, client, renewed.body.refresh_token)).body.error).toBe('invalid_grant');
  });

  it('is followed by deletion of the connection and its tokens a week later', async () => {
    await connect(acme, acme.admin);
    acme.clock.advance(40 * day + 7 * day);
    await acme.app.sweep();
    const tables = [
      'oauth_connections',
      'oauth_codes',
      'oauth_access_tokens',
      'oauth_refresh_tokens',
    ] as const;
    for (const table of tables)
      expect(await acme.db.selectFrom(table).selectAll().execute(), table).toEqual([]);
    const uses = acme.db.selectFrom('last_uses').selectAll().where('credential_id', 'like', 'grt_%');
    expect(await uses.execute()).toEqual([]);
  });
});
