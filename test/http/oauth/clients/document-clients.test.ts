import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deviceCode } from '../../../../src/oauth/token/grant-types/device-code.ts';
import { type DocumentHost, openDocumentHost } from '../../../support/oauth/document-host.ts';
import {
  authorizePath,
  decide,
  openAuthorization,
  pkce,
  redirectParameters,
  sendForm,
} from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme } from '../../../support/world.ts';

const redirect = 'http://localhost/callback';
const page = { accept: 'text/html' };

describe('a client whose id is the address of its metadata document', () => {
  let acme: Acme;
  let cookie: string;
  let host: DocumentHost;
  let fetched: string[];
  let name: string;
  const id = (path = '/client.json') => `http://127.0.0.1:${host.port}${path}`;
  beforeAll(async () => {
    acme = await createAcme({ allowLoopbackClientMetadata: true });
    cookie = await acme.signIn(acme.customer);
    host = await openDocumentHost('http', ({ url = '' }, response) => {
      fetched.push(url);
      const document = {
        client_id: id(url),
        client_name: name,
        redirect_uris: [redirect],
        ...(url === '/device.json' ? { grant_types: [deviceCode.name] } : {}),
      };
      const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
      if (url === '/redirect') response.writeHead(302, { location: id() }).end();
      else if (url === '/huge') response.writeHead(200, headers).end(' '.repeat(20_000));
      else if (url === '/text') response.writeHead(200, headers).end('not JSON');
      else if (url === '/other')
        response.writeHead(200, headers).end(JSON.stringify({ ...document, client_id: id() }));
      else response.writeHead(200, headers).end(JSON.stringify(document));
    });
  });
  afterAll(async () => {
    await host.close();
    await acme.close();
  });
  beforeEach(() => {
    fetched = [];
    name = 'Claude Code';
  });

  const { verifier, challenge } = pkce();
  const parameters = (clientId = id()) => ({
    client_id: clientId,
    // The document names no port, because the program chooses one at each start.
    redirect_uri: 'http://localhost:54321/callback',
    code_challenge: challenge,
  });
  const authorize = (clientId: string, headers: Record<string, string> = page) =>
    acme.send('GET', authorizePath(parameters(clientId)), { cookie, headers });

  it('connects without registration, and consent shows its verified host', async () => {
    const requestId = await openAuthorization(acme, cookie, parameters());
    const request = await acme.send('GET', `/api/v1/oauth/requests/${requestId}`, { cookie });
    expect(request.body.client).toMatchObject({
      clientId: id(),
      name: 'Claude Code',
      redirectHost: 'localhost:54321',
      loopback: true,
      verifiedHost: `127.0.0.1:${host.port}`,
    });
    const decision = await decide(acme, cookie, requestId, 'allow');
    const { code = '' } = redirectParameters(decision.body.redirectTo);
    fetched = [];
    const exchange = {
      grant_type: 'authorization_code',
      client_id: id(),
      code,
      redirect_uri: 'http://localhost:54321/callback',
      code_verifier: verifier,
    };
    const tokens = await sendForm(acme, 'token', exchange);
    expect(tokens.status, tokens.text).toBe(200);
    const me = await acme.send('GET', '/api/v1/me', { token: tokens.body.access_token });
    expect(me.body.authentication).toMatchObject({ method: 'oauth', clientId: id() });
    const refresh = {
      grant_type: 'refresh_token',
      client_id: id(),
      refresh_token: tokens.body.refresh_token,
    };
    expect((await sendForm(acme, 'token', refresh)).status).toBe(200);
    expect(fetched, 'the token endpoint fetches nothing').toEqual([]);
    name = 'Claude';
    await decide(acme, cookie, await openAuthorization(acme, cookie, parameters()), 'allow');
    const { data } = (await acme.send('GET', '/api/v1/me/connected-apps', { cookie })).body;
    expect(data.map((app: { client: { name: string } }) => app.client.name)).toEqual(['Claude', 'Claude']);
  });

  it.each([
    ['/redirect', 'redirects are not followed'],
    ['/huge', 'it is larger than 16 KiB'],
    ['/text', 'it is not JSON'],
    ['/other', 'its client_id is not the URL of the document'],
  ])('gets a page with the reason instead of a redirect for a bad document: %s', async (path, reason) => {
    const answer = await authorize(id(path));
    expect(answer.status).toBe(400);
    expect(answer.headers).not.toHaveProperty('location');
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.text.replaceAll('&#39;', "'")).toContain(reason);
    const json = await authorize(id(path), { accept: 'application/json' });
    expect(json.body).toMatchObject({ error: 'invalid_client' });
    expect(fetched, 'a bad document is not fetched again').toEqual([path]);
  });

  it.each([
    'https://10.0.0.1/client.json',
    'https://[::ffff:127.0.0.1]/client.json',
    'http://169.254.169.254/latest/meta-data',
    'http://10.0.0.1/client.json',
    'https://localhost/client.json',
    'https://app.example.com/',
  ])('is rejected at %s', async (clientId) => {
    const answer = await authorize(clientId);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('metadata document could not be read');
  });

  it('is rejected without a fetch when it is new and registration is off', async () => {
    const policy = (registration: string) =>
      acme.send('PATCH', '/api/v1/organization', {
        token: acme.adminToken,
        body: { policy: { registration } },
      });
    await policy('off');
    expect((await authorize(id('/new.json'))).status).toBe(400);
    expect(fetched).toEqual([]);
    await policy('authenticated');
    expect((await authorize(id('/new.json'))).status).toBe(303);
    await policy('open');
  });

  it('is rejected everywhere once an administrator has blocked it', async () => {
    const clientId = id('/blocked.json');
    const late = await openAuthorization(acme, cookie, parameters(clientId));
    const requestId = await openAuthorization(acme, cookie, parameters(clientId));
    const { code = '' } = redirectParameters(
      (await decide(acme, cookie, requestId, 'allow')).body.redirectTo,
    );
    const token = acme.adminToken;
    const path = '/api/v1/organization/applications';
    const { data } = (await acme.send('GET', path, { token })).body;
    const application = data.find((app: { clientId: string }) => app.clientId === clientId);
    expect(application).toMatchObject({ kind: 'metadata_document', members: 1 });
    await acme.send('PATCH', `${path}/${application.id}`, { token, body: { blocked: true } });
    fetched = [];
    expect((await authorize(clientId)).status).toBe(400);
    expect((await decide(acme, cookie, late, 'allow')).status).toBe(403);
    const exchange = { client_id: clientId, code, redirect_uri: 'http://localhost:54321/callback' };
    const answer = await sendForm(acme, 'token', {
      ...exchange,
      grant_type: 'authorization_code',
      code_verifier: verifier,
    });
    expect({ status: answer.status, error: answer.body.error }).toEqual({
      status: 401,
      error: 'invalid_client',
    });
    expect(fetched).toEqual([]);
  });

  it('can use the device grant type only if its document names it', async () => {
    const silent = await sendForm(acme, 'device', { client_id: id('/silent.json') });
    expect([silent.status, silent.body.error]).toEqual([400, 'unauthorized_client']);
    fetched = [];
    const answer = await sendForm(acme, 'device', { client_id: id('/device.json') });
    expect(answer.status, answer.text).toBe(200);
    const poll = await sendForm(acme, 'token', {
      grant_type: deviceCode.name,
      client_id: id('/device.json'),
      device_code: answer.body.device_code,
    });
    expect(poll.body.error).toBe('authorization_pending');
    expect(fetched).toEqual(['/device.json']);
  });

  it('gets a 429 after thirty fetches of documents a minute for one address', async () => {
    const from = (n: number) =>
      acme.send('GET', authorizePath(parameters(id(`/flood/${n}`))), {
        headers: page,
        address: '192.0.2.77',
      });
    const statuses: number[] = [];
    for (let n = 0; n < 32; n += 1) statuses.push((await from(n)).status);
    expect(statuses).toEqual([...Array(30).fill(303), 429, 429]);
    expect((await from(99)).headers['retry-after']).toMatch(/^\d+$/);
    expect(fetched).toHaveLength(30);
  });
});
