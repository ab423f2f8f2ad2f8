import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oauth, oauthFeature } from '../../../../src/oauth/feature.ts';
import type { GrantType } from '../../../../src/oauth/token/grant-types/grant-type.ts';
import { grantTypes } from '../../../../src/oauth/token/grant-types/list.ts';
import { features } from '../../../../src/server/features.ts';
import { authorizePath, connect, pkce, registerClient, sendForm } from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme } from '../../../support/world.ts';

const name = 'urn:example:params:oauth:grant-type:voucher';

/** A grant type that the server does not have. */
const voucher: GrantType = {
  name,
  startsAt: 'token',
  defaultFor: ['registered'],
  exchanges: 'a voucher',
  rfc: 9999,
  section: '1',
  parameters: ['voucher'],
  handle: async (_context, { issuer, client, parameters }) => ({
    access_token: `${issuer.slug} ${client.name} ${parameters.require('voucher')}`,
    token_type: 'Bearer',
    expires_in: 60,
    scope: 'profile:read',
  }),
};

describe('another grant type in the list', () => {
  let acme: Acme;
  beforeAll(async () => {
    const withVoucher = oauthFeature([...grantTypes, voucher]);
    acme = await createAcme({ features: features.map((one) => (one === oauth ? withVoucher : one)) });
  });
  afterAll(() => acme.close());

  const exchange = (client_id: string, more: Record<string, string> = { voucher: 'v1' }) =>
    sendForm(acme, 'token', { client_id, grant_type: name, ...more });

  it('is in the metadata and in the API reference', async () => {
    const { body } = await acme.send('GET', '/.well-known/oauth-authorization-server');
    expect(body.grant_types_supported).toEqual([...grantTypes.map((known) => known.name), name]);
    const { post } = (await acme.send('GET', '/openapi.json')).body.paths['/api/v1/oauth/token'];
    expect(post.summary).toMatch(/^Exchange a code, a refresh token, .* or a voucher for tokens$/);
    expect(post.description).toContain(`RFC 8628 3.4; RFC 9999 1). grant_type is one of `);
    expect(post.description).toContain(name);
  });

  it('is in the error of an unknown grant type', async () => {
    const { body } = await exchange('cli_x', { grant_type: 'unknown' });
    expect([body.error, body.error_description]).toEqual([
      'unsupported_grant_type',
      expect.stringContaining(name),
    ]);
  });

  it('can be registered alone, without a redirect URI, and is used at the token endpoint', async () => {
    const client = await registerClient(acme, { grant_types: [name], redirect_uris: [] });
    expect(client).toMatchObject({ grant_types: [name], response_types: [] });
    const answer = await exchange(client.client_id);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.body.access_token).toMatch(/^acme-corp .* v1$/);
    expect((await exchange(client.client_id, {})).body.error).toBe('invalid_request');
    const authorize = authorizePath({ client_id: client.client_id, code_challenge: pkce().challenge });
    const cookie = await acme.signIn(acme.teamMember);
    expect((await acme.send('GET', authorize, { cookie })).status).toBe(400);
  });

  it('is available to clients that list it or register without a list, also once allowed', async () => {
    const client = await registerClient(acme);
    expect(client).toMatchObject({ grant_types: expect.arrayContaining([name]) });
    await connect(acme, acme.teamMember, { client });
    expect((await exchange(client.client_id)).status).toBe(200);
    const other = await registerClient(acme, { grant_types: ['authorization_code'] });
    expect((await exchange(other.client_id)).body.error).toBe('unauthorized_client');
  });

  it('is named when a registration lists only grant types that cannot start', async () => {
    const { status, body } = await acme.send('POST', '/api/v1/oauth/register', {
      body: { grant_types: ['refresh_token'], redirect_uris: ['https://app.example.com/cb'] },
    });
    expect([status, body.error]).toEqual([400, 'invalid_client_metadata']);
    expect(body.error_description).toContain(`or ${name}`);
  });
});
