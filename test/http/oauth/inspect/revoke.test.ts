import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, refresh, registerClient, sendForm } from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme } from '../../../support/world.ts';

describe('revocation', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.close());

  const revoke = (clientId: string, token: string, extra: Record<string, string> = {}) =>
    sendForm(acme, 'revoke', { client_id: clientId, token, ...extra });
  const me = async (token: string) => (await acme.send('GET', '/api/v1/me', { token })).status;

  it.each(['none', 'client_secret_post'])(
    'returns {} as JSON for every token of a client with %s',
    async (method) => {
      const client = await registerClient(acme, { token_endpoint_auth_method: method });
      const { tokens } = await connect(acme, acme.teamMember, { client });
      const secret = client.client_secret === undefined ? {} : { client_secret: client.client_secret };
      for (const token of [tokens.access_token, tokens.refresh_token, tokens.refresh_token, 'nonsense']) {
        const answer = await revoke(client.client_id, token, secret);
        expect([answer.status, answer.text]).toEqual([200, '{}']);
        expect(answer.headers['content-type']).toMatch(/^application\/json/);
        expect(answer.headers['cache-control']).toBe('no-store');
      }
    },
  );

  it("ends a public client's access token with its refresh token, but not another connection", async () => {
    const first = await connect(acme, acme.teamMember);
    const { client } = first;
    const second = await connect(acme, acme.teamMember, { client });
    const third = await connect(acme, acme.customer, { client });
    const renewed = (await refresh(acme, client, first.tokens.refresh_token)).body;
    await revoke(client.client_id, renewed.access_token);
    for (const token of [first.tokens.access_token, renewed.access_token])
      expect((await acme.send('GET', '/api/v1/me', { token })).body.code).toBe('token_revoked');
    expect((await refresh(acme, client, renewed.refresh_token)).body.error).toBe('invalid_grant');
    for (const { tokens } of [second, third]) {
      expect(await me(tokens.access_token)).toBe(200);
      expect((await refresh(acme, client, tokens.refresh_token)).status).toBe(200);
    }
  });

  it("ends a public client's connection with its last access token", async () => {
    const { client, cookie, tokens } = await connect(acme, acme.customer);
    await revoke(client.client_id, tokens.access_token);
    const { data } = (await acme.send('GET', '/api/v1/me/connected-apps', { cookie })).body;
    const ids = data.map((app: { client: { clientId: string } }) => app.client.clientId);
    expect(ids).not.toContain(client.client_id);
  });

  it("ends only a confidential client's access token", async () => {
    const client = await registerClient(acme, { token_endpoint_auth_method: 'client_secret_post' });
    const { tokens } = await connect(acme, acme.teamMember, { client });
    const secret = { client_secret: client.client_secret ?? '' };
    await revoke(client.client_id, tokens.access_token, { ...secret, token_type_hint: 'access_token' });
    const refused = await acme.send('GET', '/api/v1/me', { token: tokens.access_token });
    expect(refused.body.code).toBe('token_revoked');
    expect((await refresh(acme, client, tokens.refresh_token)).status).toBe(200);
  });

  it('ends the whole connection of a refresh token', async () => {
    const first = await connect(acme, acme.teamMember);
    const { client, cookie } = first;
    const second = await connect(acme, acme.customer, { client });
    await revoke(client.client_id, first.tokens.refresh_token, { token_type_hint: 'nonsense' });
    expect(await me(first.tokens.access_token)).toBe(401);
    expect((await refresh(acme, client, first.tokens.refresh_token)).body.error).toBe('invalid_grant');
    const { data } = (await acme.send('GET', '/api/v1/me/connected-apps', { cookie })).body;
    expect(
      data.filter((app: { client: { clientId: string } }) => app.client.clientId === client.client_id),
    ).toEqual([]);
    expect(await me(second.tokens.access_token)).toBe(200);
  });

  it("rejects another client's token and leaves it unchanged (RFC 7009 2.1)", async () => {
    const { client, tokens } = await connect(acme, acme.teamMember);
    const other = await registerClient(acme, { client_name: 'Another' });
    for (const token of [tokens.access_token, tokens.refresh_token]) {
      const answer = await revoke(other.client_id, token);
      expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
    }
    expect(await me(tokens.access_token)).toBe(200);
    expect((await refresh(acme, client, tokens.refresh_token)).status).toBe(200);
  });

  it('ends nothing for an expired access token', async () => {
    const { client, tokens } = await connect(acme, acme.teamMember);
    acme.clock.advance(3_600_000);
    expect((await revoke(client.client_id, tokens.access_token)).status).toBe(200);
    expect((await refresh(acme, client, tokens.refresh_token)).status).toBe(200);
  });

  it('ignores a PAT and nonsense', async () => {
    const client = await registerClient(acme);
    for (const token of [acme.adminToken, 'nonsense'])
      expect((await revoke(client.client_id, token)).status).toBe(200);
    expect(await me(acme.adminToken)).toBe(200);
  });

  it('rejects an unknown or missing client', async () => {
    const { tokens } = await connect(acme, acme.teamMember);
    const unknown = await revoke('cli_unknown', tokens.access_token);
    expect([unknown.status, unknown.body.error]).toEqual([401, 'invalid_client']);
    expect((await sendForm(acme, 'revoke', { token: tokens.access_token })).status).toBe(400);
    expect((await revoke('cli_unknown', '')).body.error).toBe('invalid_request');
    expect(await me(tokens.access_token)).toBe(200);
  });
});
