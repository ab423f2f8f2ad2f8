import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, refresh, registerClient, sendForm } from '../../support/oauth.ts';
import { type Acme, createAcme } from '../../support/world.ts';

describe('revocation', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.close());

  const revoke = (clientId: string, token: string, extra: Record<string, string> = {}) =>
    sendForm(acme, 'revoke', { client_id: clientId, token, ...extra });
  const me = async (token: string) => (await acme.send('GET', '/api/v1/me', { token })).status;

  it('ends an access token alone', async () => {
    const { client, tokens } = await connect(acme, acme.teamMember);
    const answer = await revoke(client.client_id, tokens.access_token, { token_type_hint: 'access_token' });
    expect([answer.status, answer.text]).toEqual([200, '']);
    const refused = await acme.send('GET', '/api/v1/me', { token: tokens.access_token });
    expect(refused.body.code).toBe('token_revoked');
    expect((await refresh(acme, client, tokens.refresh_token)).status).toBe(200);
  });

  it('ends a refresh token with all that its authorization gave, and the grant with its last', async () => {
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

  it("refuses another client's token, which stays as it is (RFC 7009 2.1)", async () => {
    const { client, tokens } = await connect(acme, acme.teamMember);
    const other = await registerClient(acme, { client_name: 'Another' });
    for (const token of [tokens.access_token, tokens.refresh_token]) {
      const answer = await revoke(other.client_id, token);
      expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
    }
    expect(await me(tokens.access_token)).toBe(200);
    expect((await refresh(acme, client, tokens.refresh_token)).status).toBe(200);
  });

  it('a PAT and nonsense are no error and stay as they are', async () => {
    const client = await registerClient(acme);
    for (const token of [acme.adminToken, 'nonsense'])
      expect((await revoke(client.client_id, token)).status).toBe(200);
    expect(await me(acme.adminToken)).toBe(200);
  });

  it('asks who the client is', async () => {
    const { tokens } = await connect(acme, acme.teamMember);
    const unknown = await revoke('cli_unknown', tokens.access_token);
    expect([unknown.status, unknown.body.error]).toEqual([401, 'invalid_client']);
    expect((await sendForm(acme, 'revoke', { token: tokens.access_token })).status).toBe(400);
    expect((await revoke('cli_unknown', '')).body.error).toBe('invalid_request');
    expect(await me(tokens.access_token)).toBe(200);
  });
});
