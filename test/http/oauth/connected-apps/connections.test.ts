import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { day, minute } from '../../../support/clock.ts';
import {
  connect,
  obtainCode,
  type RegisteredClient,
  refresh,
  registerClient,
  sendForm,
} from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme, type Member } from '../../../support/world.ts';

type SignIn = {
  readonly id: string;
  readonly applicationId: string;
  readonly scopes: string[];
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly address: string | null;
};

const path = '/api/v1/me/connected-apps';
let members = 0;

/** Two computers of one member, on which the same client is signed in. */
async function twoComputers(acme: Acme, client?: RegisteredClient) {
  const member = await newMember(acme);
  const laptop = await connect(acme, member, client ? { client } : {});
  const desktop = await connect(acme, member, { client: laptop.client });
  return { member, client: laptop.client, cookie: laptop.cookie, laptop, desktop };
}

function newMember(acme: Acme): Promise<Member> {
  members += 1;
  return acme.createMember('acme-corp', `member${members}@acme.test`, 'TEAM_MEMBER');
}

describe('each sign-in of a client', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.close());

  const list = async (cookie: string): Promise<SignIn[]> =>
    (await acme.send('GET', path, { cookie })).body.data;
  const status = async (token: string) => (await acme.send('GET', '/api/v1/me', { token })).status;
  const end = (query: string, cookie: string) => acme.send('DELETE', `${path}${query}`, { cookie });

  it('is listed as a connection with its own scopes under one application', async () => {
    const member = await newMember(acme);
    const client = await registerClient(acme);
    const { cookie } = await connect(acme, member, { client, scope: 'tickets:read' });
    acme.clock.advance(minute);
    const second = await connect(acme, member, { client, scope: 'profile:read' });
    const grantId = (await acme.send('GET', '/api/v1/me', { token: second.tokens.access_token })).body
      .authentication.grantId;
    const [newest, oldest, ...others] = await list(cookie);
    expect(others).toEqual([]);
    expect([newest?.scopes, oldest?.scopes]).toEqual([['profile:read'], ['tickets:read']]);
    expect(newest?.applicationId).toBe(oldest?.applicationId);
    expect(newest?.id).toBe(grantId);
  });

  it('ends when its used refresh token is repeated, and others stay', async () => {
    const { client, cookie, laptop, desktop } = await twoComputers(acme);
    const { body } = await refresh(acme, client, laptop.tokens.refresh_token);
    acme.clock.advance(minute);
    expect((await refresh(acme, client, laptop.tokens.refresh_token)).body.error).toBe('invalid_grant');
    for (const token of [laptop.tokens.access_token, body.access_token])
      expect(await status(token)).toBe(401);
    expect((await refresh(acme, client, body.refresh_token)).body.error).toBe('invalid_grant');
    expect(await status(desktop.tokens.access_token)).toBe(200);
    expect((await refresh(acme, client, desktop.tokens.refresh_token)).status).toBe(200);
    expect(await list(cookie)).toHaveLength(1);
  });

  it('ends when its code is reused, and others stay', async () => {
    const { client, cookie, laptop, desktop } = await twoComputers(acme);
    expect((await sendForm(acme, 'token', laptop.form)).body.error).toBe('invalid_grant');
    expect(await status(laptop.tokens.access_token)).toBe(401);
    expect((await refresh(acme, client, laptop.tokens.refresh_token)).body.error).toBe('invalid_grant');
    expect(await status(desktop.tokens.access_token)).toBe(200);
    expect((await refresh(acme, client, desktop.tokens.refresh_token)).status).toBe(200);
    expect(await list(cookie)).toHaveLength(1);
  });

  it('ends when its client revokes a token, and others stay', async () => {
    const { client, cookie, laptop, desktop } = await twoComputers(acme);
    const token = laptop.tokens.refresh_token;
    await sendForm(acme, 'revoke', { client_id: client.client_id, token });
    expect(await status(laptop.tokens.access_token)).toBe(401);
    expect(await status(desktop.tokens.access_token)).toBe(200);
    expect(await list(cookie)).toHaveLength(1);
  });

  it('ends with its last valid token', async () => {
    const client = await registerClient(acme, {
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['authorization_code'],
    });
    const { cookie, tokens } = await connect(acme, await newMember(acme), { client });
    expect(await list(cookie)).toHaveLength(1);
    const own = { client_id: client.client_id, client_secret: client.client_secret ?? '' };
    await sendForm(acme, 'revoke', { ...own, token: tokens.access_token });
    expect(await list(cookie)).toEqual([]);
  });

  it('ends alone or together with all others of its application', async () => {
    const { client, member, cookie, laptop, desktop } = await twoComputers(acme);
    const phone = await connect(acme, member, { client });
    const other = await connect(acme, member);
    const [, , , first] = await list(cookie);
    expect((await end(`/${first?.id}`, cookie)).status).toBe(204);
    const works = async () =>
      Promise.all([laptop, desktop, phone, other].map(({ tokens }) => status(tokens.access_token)));
    expect(await works()).toEqual([401, 200, 200, 200]);
    const together = `?applicationId=${first?.applicationId}`;
    expect((await end(together, await acme.signIn(acme.admin))).status).toBe(404);
    expect(await works()).toEqual([401, 200, 200, 200]);
    expect((await end(together, cookie)).status).toBe(204);
    expect(await works()).toEqual([401, 401, 401, 200]);
    expect((await end(together, cookie)).status).toBe(404);
    for (const wrong of ['', '?applicationId=', '?applicationId=app_x', `?applicationId=${first?.id}`])
      expect([400, 404]).toContain((await end(wrong, cookie)).status);
    const query = 'action=grant.ended&limit=10';
    const { data } = (
      await acme.send('GET', `/api/v1/organization/audit-events?${query}`, { token: acme.adminToken })
    ).body;
    const ended = data.filter(({ actor }: { actor: { id: string } }) => actor.id === member.id);
    expect(ended).toHaveLength(3);
  });

  it('shows the address of its last refresh', async () => {
    const { client, cookie, laptop } = await twoComputers(acme);
    await acme.send('POST', '/api/v1/oauth/token', {
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: client.client_id,
        refresh_token: laptop.tokens.refresh_token,
      }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      address: '203.0.113.9',
    });
    expect((await list(cookie)).map(({ address }) => address)).toEqual(['127.0.0.1', '203.0.113.9']);
  });

  it('is not listed if its code is never exchanged or its tokens have expired', async () => {
    const { cookie } = await obtainCode(acme, await newMember(acme));
    expect(await list(cookie)).toHaveLength(1);
    acme.clock.advance(minute);
    expect(await list(cookie)).toEqual([]);
    const { client, member, laptop } = await twoComputers(acme);
    acme.clock.advance(29 * day);
    await refresh(acme, client, laptop.tokens.refresh_token);
    acme.clock.advance(day);
    expect(await list(await acme.signIn(member))).toHaveLength(1);
    // A refresh keeps it for a day longer.
    acme.clock.advance(30 * day);
    expect(await list(await acme.signIn(member))).toEqual([]);
    const { data } = (await acme.send('GET', '/api/v1/organization/applications', { token: acme.adminToken }))
      .body;
    const application = data.find((one: { clientId: string }) => one.clientId === client.client_id);
    expect(application.members).toBe(0);
  });

  it('counts once per member in the list of applications', async () => {
    const { client, laptop } = await twoComputers(acme);
    await twoComputers(acme, laptop.client);
    const { data } = (await acme.send('GET', '/api/v1/organization/applications', { token: acme.adminToken }))
      .body;
    const application = data.find((one: { clientId: string }) => one.clientId === client.client_id);
    expect(application.members).toBe(2);
  });

  it('is not counted as ended by the removal of its member if it has expired', async () => {
    const { member } = await twoComputers(acme);
    const token = acme.adminToken;
    const [connection] = await acme.db
      .selectFrom('oauth_connections')
      .select('id')
      .where('user_id', '=', member.id)
      .execute();
    await acme.db
      .updateTable('oauth_connections')
      .set({ expires_at: acme.clock.now() })
      .where('id', '=', connection?.id ?? '')
      .execute();
    await acme.send('DELETE', `/api/v1/users/${member.id}`, { token });
    const path = '/api/v1/organization/audit-events?action=member.removed';
    const events = await acme.send('GET', path, { token });
    expect(events.body.data[0].details).toMatchObject({ email: member.email, grantsEnded: 1 });
  });

  it('ends when its member is removed, and is no longer listed', async () => {
    const { client, member, laptop, desktop } = await twoComputers(acme);
    const token = acme.adminToken;
    await acme.send('DELETE', `/api/v1/users/${member.id}`, { token });
    for (const { tokens } of [laptop, desktop]) {
      expect(await status(tokens.access_token)).toBe(401);
      expect((await refresh(acme, client, tokens.refresh_token)).body.error).toBe('invalid_grant');
    }
    const all = await acme.send('GET', `/api/v1/organization/connected-apps?userId=${member.id}`, { token });
    expect([all.body.total, all.body.data]).toEqual([0, []]);
    const { data } = (await acme.send('GET', '/api/v1/organization/applications', { token })).body;
    const application = data.find((one: { clientId: string }) => one.clientId === client.client_id);
    expect(application.members).toBe(0);
    const open = async () =>
      await acme.db
        .selectFrom('oauth_connections')
        .select('id')
        .where('user_id', '=', member.id)
        .where('ended_at', 'is', null)
        .execute();
    await expect.poll(open, { timeout: 20_000 }).toEqual([]);
    const events = await acme.send('GET', '/api/v1/organization/audit-events?action=member.removed', {
      token,
    });
    expect(events.body.data[0].details).toMatchObject({ email: member.email, grantsEnded: 2 });
  });
});
