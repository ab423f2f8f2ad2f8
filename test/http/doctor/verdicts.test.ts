import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../../src/doctor/report.ts';
import { databaseKind } from '../../support/databases/database.ts';
import {
  createProxiedSite,
  findStep,
  namesDocument,
  type ProxiedSite,
} from '../../support/servers/proxied-site.ts';
import { changingJson, metadataPath, withoutHeaders } from '../../support/servers/proxy-faults.ts';

/** Only HTTP responses are checked, so one database is enough. */
describe.runIf(databaseKind === 'sqlite')('verdicts of the connection doctor', () => {
  let site: ProxiedSite;
  beforeAll(async () => {
    site = await createProxiedSite();
  });
  afterAll(() => site.close());
  const examineWith: ProxiedSite['examineWith'] = (...args) => site.examineWith(...args);
  const verdicts = ({ clients }: Report) =>
    Object.fromEntries(clients.map(({ name, connects, why }) => [name, connects ? true : why]));

  it('report which clients can connect, and why others cannot', async () => {
    const own = await examineWith({});
    expect(verdicts(own)).toEqual({
      Claude: expect.stringContaining("its vendor's servers"),
      'Claude Code': true,
      Cursor: true,
      'VS Code': true,
      ChatGPT: expect.stringContaining("its vendor's servers"),
      'mcp-remote': expect.stringContaining('except at localhost itself'),
      'Gemini CLI': expect.stringContaining('except at localhost itself'),
    });
    expect(findStep(own, 'scheme').fix).toContain(`connect to http://localhost:${site.port}/mcp`);
    const lossy = await examineWith(
      changingJson('/api/v1/oauth/register', (body) => {
        body.redirect_uris = [];
      }),
    );
    expect(verdicts(lossy).Cursor).toMatch(/lost cursor:/);
    const elsewhere = await examineWith({ changeResponse: withoutHeaders(/^www-auth/) });
    expect(elsewhere.clients.every(({ connects }) => connects === false)).toBe(true);
    const wrongToken = await examineWith({}, { token: 'spedy_pat_nonsense' });
    expect(verdicts(wrongToken).Cursor).toBe(true);
  });

  it('report why a client was not tried', async () => {
    const limited = await examineWith({
      respond: ({ url }) => (url === '/api/v1/oauth/register' ? { status: 429 } : undefined),
    });
    expect(limited.clients.find(({ name }) => name === 'Cursor')).toEqual({
      name: 'Cursor',
      connects: null,
      why: expect.stringContaining('too many registrations'),
    });
  });

  it('report that metadata documents cannot be read, and which clients need them', async () => {
    const message = "The app's metadata document could not be read.";
    const report = await examineWith({
      respond: ({ url }) =>
        namesDocument(url)
          ? {
              status: 400,
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify({ error: 'invalid_client', error_description: message }),
            }
          : undefined,
    });
    expect(findStep(report, 'outbound')).toMatchObject({
      state: 'warning',
      why: `The server advertises metadata documents but could not read one. The server says: ${message}`,
      fix: expect.stringContaining('SPEDY_CLIENT_METADATA_DOCUMENTS=off'),
    });
    const results = verdicts(report);
    for (const name of ['Claude Code', 'VS Code']) expect(results[name]).toMatch(/could not read one/);
    expect(results.Cursor).toBe(true);
    const off = await examineWith(
      changingJson(metadataPath, (body) => {
        body.client_id_metadata_document_supported = false;
      }),
    );
    expect(off.steps.some(({ step }) => step === 'outbound')).toBe(false);
    expect(verdicts(off)['Claude Code']).toBe(true);
  });

  it('report that a client and the server share no authentication method', async () => {
    const report = await examineWith(
      changingJson(metadataPath, (body) => {
        body.token_endpoint_auth_methods_supported = ['private_key_jwt'];
      }),
    );
    expect(findStep(report, 'identity', 'ChatGPT').state).toBe('ok');
    expect(findStep(report, 'identity', 'Claude Code').why).toBe(
      'Claude Code authenticates with none, but the server offers private_key_jwt.',
    );
  });

  it('warn about popups that lose their opener, and about a 401 that browsers cannot read', async () => {
    const report = await examineWith({
      changeResponse: ({ headers }) => {
        headers['cross-origin-opener-policy'] = 'same-origin';
        for (const name of Object.keys(headers))
          if (name === 'access-control-allow-origin') delete headers[name];
      },
    });
    const problem = (step: string) =>
      report.steps.find(
        (one) => one.step === step && one.state === 'warning' && one.client === 'Clients in a browser',
      );
    expect(problem('popup')?.why).toContain('waits forever');
    expect(problem('cors')?.why).toContain('Failed to fetch');
    const own = await examineWith({});
    expect(
      own.steps.filter(({ client, state }) => client === 'Clients in a browser' && state !== 'ok'),
    ).toEqual([]);
  });
});
