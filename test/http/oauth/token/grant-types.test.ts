import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DocumentHost, openDocumentHost } from '../../../support/oauth/document-host.ts';
import {
  authorizePath,
  connect,
  decide,
  obtainCode,
  pkce,
  type RegisteredClient,
  refresh,
  registerClient,
  sendForm,
} from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme } from '../../../support/world.ts';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

describe('grant types of a client', () => {
  let acme: Acme;
  let cookie: string;
  let host: DocumentHost;
  beforeAll(async () => {
    acme = await createAcme({ allowLoopbackClientMetadata: true });
    cookie = await acme.signIn(acme.teamMember);
    host = await openDocumentHost('http', ({ url = '' }, response) => {
      const { pathname, searchParams } = new URL(url, 'http://client');
      const document = {
        client_id: `http://127.0.0.1:${host.port}${url}`,
        client_name: pathname,
        redirect_uris: ['https://app.example.com/callback'],
        ...(searchParams.has('grants') ? { grant_types: searchParams.get('grants')?.split(',') } : {}),
      };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
    });
  });
  afterAll(async () => {
    await host.close();
    await acme.close();
  });

  const documentId = (grants: string) => `http://127.0.0.1:${host.port}/client?grants=${grants}`;
  const clients: [string, (...grants: string[]) => Promise<RegisteredClient>][] = [
    ['registered', (...grants) => registerClient(acme, { grant_types: grants })],
    [
      'registered, confidential',
      (...grants) =>
        registerClient(acme, { grant_types: grants, token_endpoint_auth_method: 'client_secret_post' }),
    ],
    ['with a metadata document', async (...grants) => ({ client_id: documentId(grants.join(',')) })],
  ];
  const expectUnauthorized = (answer: {
    status: number;
    body: { error: string; error_description: string };
  }) => {
    expect([answer.status, answer.body.error]).toEqual([400, 'unauthorized_client']);
    return answer.body.error_description;
  };
  async function allowDevice(client: RegisteredClient): Promise<Record<string, string>> {
    const secret = client.client_secret === undefined ? {} : { client_secret: client.client_secret };
    const form = { client_id: client.client_id, ...secret };
    const { body } = await sendForm(acme, 'device', form);
    const found = await acme.send('GET', `/api/v1/oauth/requests?user_code=${body.user_code}`, { cookie });
    await decide(acme, cookie, found.body.id, 'allow');
    return { ...form, grant_type: deviceGrant, device_code: body.device_code };
  }

  describe.each(clients)('%s', (_kind, make) => {
    it('neither gets nor uses refresh tokens without refresh_token', async () => {
      const client = await make('authorization_code');
      const { tokens } = await connect(acme, acme.teamMember, { client });
      expect(tokens).not.toHaveProperty('refresh_token');
      expect((await acme.send('GET', '/api/v1/me', { token: tokens.access_token })).status).toBe(200);
      const other = await connect(acme, acme.teamMember);
      for (const token of [other.tokens.refresh_token, 'nonsense'])
        expect(expectUnauthorized(await refresh(acme, client, token))).toContain('refresh_token');
      expect((await refresh(acme, other.client, other.tokens.refresh_token)).status).toBe(200);
    });

    it('gets no refresh token for a device without refresh_token', async () => {
      const client = await make(deviceGrant);
      const tokens = await sendForm(acme, 'token', await allowDevice(client));
      expect(tokens.status, tokens.text).toBe(200);
      expect(tokens.body).not.toHaveProperty('refresh_token');
      expectUnauthorized(await refresh(acme, client, 'nonsense'));
    });

    it('neither gets nor exchanges a code without authorization_code', async () => {
      const client = await make(deviceGrant, 'refresh_token');
      const path = authorizePath({ client_id: client.client_id, code_challenge: pkce().challenge });
      const answer = await acme.send('GET', path, { cookie });
      const error = answer.headers.location?.includes('error=unauthorized_client') ?? false;
      expect(error || answer.text.includes('grant type'), answer.headers.location).toBe(true);
      const { form } = await obtainCode(acme, acme.teamMember);
      const own = client.client_secret === undefined ? {} : { client_secret: client.client_secret };
      expectUnauthorized(await sendForm(acme, 'token', { ...form, ...own, client_id: client.client_id }));
      const tokens = await sendForm(acme, 'token', await allowDevice(client));
      expect(tokens.body).toHaveProperty('refresh_token');
    });

    it('neither gets nor exchanges a device code without the device grant type', async () => {
      const client = await make('authorization_code', 'refresh_token');
      const own = client.client_secret === undefined ? {} : { client_secret: client.client_secret };
      const form = { client_id: client.client_id, ...own };
      expectUnauthorized(await sendForm(acme, 'device', form));
      expectUnauthorized(
        await sendForm(acme, 'token', { ...form, grant_type: deviceGrant, device_code: 'nonsense' }),
      );
      const { tokens } = await connect(acme, acme.teamMember, { client });
      expect((await refresh(acme, client, tokens.refresh_token)).status).toBe(200);
    });
  });

  it('stay the same after a member allows the client', async () => {
    const client = await registerClient(acme, { grant_types: ['authorization_code'] });
    for (const member of [acme.teamMember, acme.customer]) {
      const { tokens } = await connect(acme, member, { client });
      expect(tokens).not.toHaveProperty('refresh_token');
    }
    expectUnauthorized(await refresh(acme, client, 'nonsense'));
  });

  it('default to all at registration, and to all but the device grant type in a document', async () => {
    const registration = await acme.send('POST', '/api/v1/oauth/register', {
      body: { redirect_uris: ['https://app.example.com/callback'], token_endpoint_auth_method: 'none' },
      address: '192.0.2.50',
    });
    expect(registration.body.grant_types).toEqual(['authorization_code', 'refresh_token', deviceGrant]);
    const { tokens } = await connect(acme, acme.teamMember, { client: registration.body });
    expect((await refresh(acme, registration.body, tokens.refresh_token)).status).toBe(200);
    const client = { client_id: `http://127.0.0.1:${host.port}/silent` };
    const documented = await connect(acme, acme.teamMember, { client });
    expect(documented.tokens).toHaveProperty('refresh_token');
    expectUnauthorized(await sendForm(acme, 'device', client));
  });
});
