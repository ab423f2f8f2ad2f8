import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DocumentHost, openDocumentHost } from '../../../support/oauth/document-host.ts';
import {
  authorizePath,
  connect,
  decide,
  openAuthorization,
  pkce,
  sendForm,
} from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme } from '../../../support/world.ts';

describe('a server with SPEDY_CLIENT_METADATA_DOCUMENTS=off', () => {
  let acme: Acme;
  let cookie: string;
  let host: DocumentHost;
  let fetched = 0;
  beforeAll(async () => {
    acme = await createAcme({ clientMetadataDocuments: false, allowLoopbackClientMetadata: true });
    cookie = await acme.signIn(acme.teamMember);
    host = await openDocumentHost('http', (_request, response) => {
      fetched += 1;
      response.writeHead(500).end();
    });
  });
  afterAll(async () => {
    await host.close();
    await acme.close();
  });

  it('advertises registration, but not metadata documents', async () => {
    const { body } = await acme.send('GET', '/.well-known/oauth-authorization-server');
    expect(body.client_id_metadata_document_supported).toBe(false);
    expect(body.registration_endpoint).toMatch(/register$/);
  });

  it('rejects a URL as client_id at every endpoint without fetching it', async () => {
    const client_id = `http://127.0.0.1:${host.port}/client.json`;
    const path = authorizePath({ client_id, code_challenge: pkce().challenge });
    for (const as of [{}, { cookie }]) {
      const json = await acme.send('GET', path, { ...as, headers: { accept: 'application/json' } });
      expect([json.status, json.body.error]).toEqual([400, 'invalid_client']);
      const page = await acme.send('GET', path, { ...as, headers: { accept: 'text/html' } });
      expect([page.status, page.headers.location]).toEqual([400, undefined]);
      expect(page.text).toContain('must register instead');
    }
    for (const [endpoint, form] of [
      ['token', { grant_type: 'refresh_token', refresh_token: 'x' }],
      ['revoke', { token: 'x' }],
      ['introspect', { token: 'x' }],
      ['device', {}],
    ] as const) {
      const answer = await sendForm(acme, endpoint, { client_id, ...form });
      expect([endpoint, answer.status, answer.body.error]).toEqual([endpoint, 401, 'invalid_client']);
    }
    expect(fetched).toBe(0);
  });

  it('connects a registered client', async () => {
    const { client } = await connect(acme, acme.customer);
    const id = await openAuthorization(acme, cookie, {
      client_id: client.client_id,
      code_challenge: pkce().challenge,
    });
    expect((await decide(acme, cookie, id, 'allow')).status).toBe(200);
  });
});
