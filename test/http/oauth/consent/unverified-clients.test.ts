import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { day } from '../../../support/clock.ts';
import { type DocumentHost, openDocumentHost } from '../../../support/oauth/document-host.ts';
import {
  authorizePath,
  connect,
  decide,
  endConnections,
  openAuthorization,
  origin,
  pkce,
  redirectParameters,
  redirectUri,
  registerClient,
} from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme, type Member } from '../../../support/world.ts';

const confidential = { token_endpoint_auth_method: 'client_secret_post' };
const loopback = 'http://127.0.0.1:33418/callback';
const privateUse = 'cursor://anysphere.cursor-mcp/oauth/callback';
const applications = '/api/v1/organization/applications';

describe('a client without a verified identity', () => {
  let acme: Acme;
  let host: DocumentHost;
  let member: Member;
  let cookie: string;
  const { challenge } = pkce();
  beforeAll(async () => {
    acme = await createAcme({ allowLoopbackClientMetadata: true });
    member = acme.teamMember;
    cookie = await acme.signIn(member);
    host = await openDocumentHost('http', (_request, response) => {
      const document = { client_id: documentId(), client_name: 'Documented', redirect_uris: [redirectUri] };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
    });
  });
  afterAll(async () => {
    await host.close();
    await acme.close();
  });

  const documentId = () => `http://127.0.0.1:${host.port}/client.json`;
  const path = (clientId: string, change: Record<string, string | null> = {}) =>
    authorizePath({ client_id: clientId, code_challenge: challenge, ...change });
  const authorize = (clientId: string, change = {}, headers: Record<string, string> = {}) =>
    acme.send('GET', path(clientId, change), { cookie, headers: { accept: 'text/html', ...headers } });
  const allow = async (clientId: string, change: Record<string, string | null> = {}) => {
    const asked = { client_id: clientId, code_challenge: challenge, ...change };
    expect((await decide(acme, cookie, await openAuthorization(acme, cookie, asked), 'allow')).status).toBe(
      200,
    );
  };
  /** Returns the application of an allowed client from the administrators' list. */
  const applicationOf = async (clientId: string) => {
    const { data } = (await acme.send('GET', `${applications}?limit=100`, { token: acme.adminToken })).body;
    return data.find((one: { clientId: string }) => one.clientId === clientId);
  };
  const change = async (clientId: string, body: object) =>
    acme.send('PATCH', `${applications}/${(await applicationOf(clientId)).id}`, {
      token: acme.adminToken,
      body,
    });

  const wrong: readonly [string, Record<string, string | null>][] = [
    ['a wrong response_type', { response_type: 'token' }],
    ['no challenge', { code_challenge: null }],
    ['an unknown scope', { scope: 'everything' }],
    ['the resource of another server', { resource: 'https://elsewhere.example' }],
  ];
  const unusable: readonly [string, Record<string, string | null>][] = [
    ['a state with a NUL', { state: '\0' }],
    ['a long state', { state: 'x'.repeat(8_193) }],
  ];

  it.each([...wrong, ...unusable])(
    'is sent to sign in first despite %s, like other clients',
    async (_what, error) => {
      const { client_id: known } = await registerClient(acme, confidential);
      const { client_id: unknown } = await registerClient(acme);
      const { client_id: own } = await registerClient(acme, { redirect_uris: [loopback] });
      for (const [id, redirect] of [
        [known, redirectUri],
        [unknown, redirectUri],
        [own, loopback],
      ] as const) {
        const asked = path(id, { redirect_uri: redirect, ...error });
        const signedOut = await acme.send('GET', asked);
        expect([signedOut.status, signedOut.headers.location]).toEqual([
          303,
          `/sign-in?returnTo=${encodeURIComponent(asked)}`,
        ]);
      }
    },
  );

  it.each(wrong)('gets a page with a link to its host for %s', async (_what, error) => {
    const { client_id } = await registerClient(acme, { client_name: '<b>Helper' });
    const page = await authorize(client_id, error);
    expect([page.status, page.headers.location]).toEqual([400, undefined]);
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    expect(page.text).toContain('<bdi>app.example.com</bdi>');
    expect(page.text).not.toContain('<b>');
    const href = /href="(https:[^"]+)"/.exec(page.text)?.[1]?.replaceAll('&#38;', '&');
    const errors = { error: expect.any(String), error_description: expect.any(String) };
    expect(href?.startsWith(`${redirectUri}?`)).toBe(true);
    expect(redirectParameters(href)).toEqual({ ...errors, state: 'a state', iss: origin });
    const json = await authorize(client_id, error, { accept: 'application/json' });
    expect([json.status, json.headers.location]).toEqual([400, undefined]);
    expect(json.body).toEqual(errors);
  });

  it.each(unusable)('gets an error without the state for %s, and no redirect', async (_what, error) => {
    const { client_id: known } = await registerClient(acme, confidential);
    const back = await authorize(known, error);
    expect([back.status, redirectParameters(back.headers.location)]).toEqual([
      303,
      { error: 'invalid_request', error_description: expect.stringContaining('state'), iss: origin },
    ]);
    const page = await authorize((await registerClient(acme)).client_id, error);
    expect([page.status, page.headers.location]).toEqual([400, undefined]);
    expect(page.text).toContain('<bdi>app.example.com</bdi>');
  });

  it('gets a page for errors with a private-use scheme, which any program can claim', async () => {
    const { client_id } = await registerClient(acme, { redirect_uris: [privateUse] });
    const page = await authorize(client_id, { redirect_uri: privateUse, scope: 'everything' });
    expect(page.status).toBe(400);
    expect(page.text).toContain('cursor://anysphere.cursor-mcp');
  });

  it('gets error redirects only on loopback, with a secret or document, or once allowed', async () => {
    const error = { scope: 'everything' };
    const back = async (clientId: string, redirect = redirectUri) => {
      const { status, headers } = await authorize(clientId, { ...error, redirect_uri: redirect });
      return status === 303 && headers.location?.startsWith(`${redirect}?error=invalid_scope&`);
    };
    const { client_id: own } = await registerClient(acme, { redirect_uris: [loopback] });
    expect(await back(own, loopback)).toBe(true);
    expect(await back((await registerClient(acme, confidential)).client_id)).toBe(true);
    expect(await back(documentId())).toBe(true);
    const { client_id: allowed } = await registerClient(acme);
    expect(await back(allowed)).toBe(false);
    await allow(allowed);
    expect(await back(allowed)).toBe(true);
    const other = await acme.signIn(acme.customer);
    expect((await acme.send('GET', path(allowed, error), { cookie: other })).status).toBe(400);
  });

  it('gets no error redirects after the member ends its connection', async () => {
    const { client, cookie: own } = await connect(
      acme,
      await acme.createMember('acme-corp', 'e@acme.test', 'CUSTOMER'),
    );
    const asked = path(client.client_id, { scope: 'everything' });
    expect((await acme.send('GET', asked, { cookie: own })).status).toBe(303);
    const { data } = (await acme.send('GET', '/api/v1/me/connected-apps', { cookie: own })).body;
    await acme.send('DELETE', `/api/v1/me/connected-apps/${data[0].id}`, { cookie: own });
    expect((await acme.send('GET', asked, { cookie: own })).status).toBe(400);
  });

  it('needs consent each time until an administrator verifies it', async () => {
    const { client_id: id } = await registerClient(acme);
    const asks = async () => (await authorize(id)).headers.location?.startsWith('/consent?');
    await allow(id);
    expect(await asks()).toBe(true);
    const verified = await change(id, { verified: true });
    expect([verified.status, verified.body.verifiedAt]).toEqual([200, acme.clock.in(0)]);
    expect((await authorize(id)).headers.location).toContain('?code=spedy_oac_');
    const withdrawn = await change(id, { verified: false });
    expect(withdrawn.body.verifiedAt).toBeNull();
    expect(await asks()).toBe(true);
    const query = `targetId=${verified.body.id}&limit=10`;
    const { data } = (
      await acme.send('GET', `/api/v1/organization/audit-events?${query}`, { token: acme.adminToken })
    ).body;
    expect(data).toMatchObject([
      { action: 'application.unverified', details: { name: 'Ticket Helper' } },
      { action: 'application.verified', actor: { id: acme.admin.id } },
    ]);
  });

  it('needs consent once with a secret or document, always on loopback or a private-use scheme', async () => {
    const { client_id: known } = await registerClient(acme, confidential);
    await allow(known);
    expect((await authorize(known)).headers.location).toContain('?code=');
    await allow(documentId());
    expect((await authorize(documentId())).headers.location).toContain('?code=');
    const { client_id: own } = await registerClient(acme, { redirect_uris: [loopback, privateUse] });
    await allow(own, { redirect_uri: loopback });
    await change(own, { verified: true });
    for (const redirect_uri of [loopback, privateUse]) {
      await allow(own, { redirect_uri });
      expect((await authorize(own, { redirect_uri })).headers.location).toMatch(/^\/consent\?/);
    }
  });

  it('is shown as verified in the consent request once it is verified', async () => {
    const { client_id: id } = await registerClient(acme);
    const request = async () => {
      const requestId = await openAuthorization(acme, cookie, {
        client_id: id,
        code_challenge: challenge,
        prompt: 'consent',
      });
      return (await acme.send('GET', `/api/v1/oauth/requests/${requestId}`, { cookie })).body;
    };
    expect(await request()).toMatchObject({ client: { verified: false }, user: { role: 'TEAM_MEMBER' } });
    await allow(id);
    await change(id, { verified: true });
    expect(await request()).toMatchObject({ client: { verified: true } });
  });

  it('is named publicly for the sign-in page, unless it is unknown or blocked', async () => {
    const { client_id: id } = await registerClient(acme, { client_name: 'Editor' });
    const nameOf = (clientId: string, at = 'acme-corp') =>
      acme.send('GET', `/api/v1/oauth/client?client_id=${encodeURIComponent(clientId)}`, { at });
    const shown = await nameOf(id);
    expect([shown.status, shown.body]).toEqual([
      200,
      { name: 'Editor', verifiedHost: null, verified: false },
    ]);
    expect((await nameOf(documentId())).body).toEqual({
      name: 'Documented',
      verifiedHost: `127.0.0.1:${host.port}`,
      verified: false,
    });
    await allow(id);
    await change(id, { verified: true });
    expect((await nameOf(id)).body.verified).toBe(true);
    await change(id, { blocked: true });
    for (const unknown of [id, 'cli_unknown', 'x'])
      expect((await nameOf(unknown)).body.code).toBe('not_found');
    expect((await acme.send('GET', '/api/v1/oauth/client')).status).toBe(400);
    await acme.createOrganization('other-corp');
    expect((await nameOf(id, 'other-corp')).status).toBe(404);
  });

  it('loses its verification when blocked, and cannot be verified until it is unblocked', async () => {
    const { client_id: id } = await registerClient(acme);
    await allow(id);
    await change(id, { verified: true });
    const blocked = await change(id, { blocked: true });
    expect(blocked.body).toMatchObject({ verifiedAt: null, blockedAt: expect.any(String) });
    const refused = await change(id, { verified: true });
    expect([refused.status, refused.body.code]).toEqual([400, 'validation_failed']);
    const both = await change(id, { blocked: true, verified: true });
    expect(both.status).toBe(400);
    const open = await change(id, { blocked: false });
    expect(open.body).toMatchObject({ verifiedAt: null, blockedAt: null });
    expect((await change(id, { blocked: false, verified: true })).body.verifiedAt).not.toBeNull();
  });

  it('can be verified only by administrators with a valid body', async () => {
    const { client_id: id } = await registerClient(acme);
    await allow(id);
    const { id: applicationId } = await applicationOf(id);
    const patch = (token: string, body: object) =>
      acme.send('PATCH', `${applications}/${applicationId}`, { token, body });
    expect((await patch(acme.teamMemberToken, { verified: true })).status).toBe(403);
    for (const body of [{}, { verified: 'yes' }, { verified: true, other: 1 }])
      expect((await patch(acme.adminToken, body)).status).toBe(400);
    expect((await applicationOf(id)).verifiedAt).toBeNull();
  });
});

describe('a client whose last connection has ended', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.close());

  it('stays listed for administrators, who can verify and unverify it', async () => {
    const { cookie } = await connect(acme, acme.customer);
    await endConnections(acme, cookie);
    const token = acme.adminToken;
    acme.clock.advance(60 * day);
    await acme.app.sweep();
    const { data } = (await acme.send('GET', applications, { token })).body;
    expect(data).toMatchObject([{ members: 0, verifiedAt: null }]);
    for (const verified of [true, false]) {
      const answer = await acme.send('PATCH', `${applications}/${data[0].id}`, { token, body: { verified } });
      expect([answer.status, answer.body.verifiedAt !== null], answer.text).toEqual([200, verified]);
    }
  });
});
