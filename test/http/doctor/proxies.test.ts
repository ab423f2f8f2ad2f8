import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../../src/doctor/report.ts';
import { databaseKind } from '../../support/databases/database.ts';
import { createProxiedSite, findStep, type ProxiedSite } from '../../support/servers/proxied-site.ts';
import {
  changingJson,
  html,
  isWellKnown,
  metadataPath,
  proxyFaults,
  withoutHeaders,
} from '../../support/servers/proxy-faults.ts';

/** Only HTTP responses are checked, so one database is enough. */
describe.runIf(databaseKind === 'sqlite')('the connection doctor', () => {
  let site: ProxiedSite;
  beforeAll(async () => {
    site = await createProxiedSite();
  });
  afterAll(() => site.close());
  const examineWith: ProxiedSite['examineWith'] = (...args) => site.examineWith(...args);
  const problems = ({ steps }: Report) =>
    steps.filter(({ state }) => state === 'failed' || state === 'warning');

  it('finds no problem with its own server except that it is not reachable from the internet', async () => {
    const report = await examineWith({});
    expect(report).toMatchObject({ url: site.target().href, state: 'warning' });
    expect(problems(report).map(({ client, step }) => [client, step])).toEqual([
      [null, 'scheme'],
      ['Claude', 'internet'],
      ['ChatGPT', 'internet'],
    ]);
    const walked = (client: string) =>
      report.steps.filter((step) => step.client === client && step.state === 'ok').map(({ step }) => step);
    expect(walked('Claude')).toEqual(['identity', 'register', 'authorize']);
    expect(walked('Claude Code')).toEqual(['identity', 'register', 'authorize']);
    expect(walked('Cursor')).toEqual(['identity', 'register', 'authorize', 'authorize', 'authorize']);
    expect(walked('VS Code')).toEqual(['identity', 'register', 'authorize', 'authorize', 'authorize']);
    expect(walked('ChatGPT')).toEqual(['identity', 'register', 'authorize']);
    for (const step of report.steps)
      if (step.state === 'ok') expect(step).toMatchObject({ why: null, fix: null });
    for (const step of problems(report)) expect(step).toMatchObject({ why: /./, fix: /./ } as never);
  });

  it('leaves no rows in the database', async () => {
    await examineWith({});
    for (const table of ['oauth_applications', 'oauth_requests', 'oauth_connections'] as const)
      expect(await site.acme.db.selectFrom(table).selectAll().execute()).toEqual([]);
  });

  it.each(proxyFaults)('names the problem when a proxy %s', async (_, fault, step, state, why) => {
    const report = await examineWith(fault);
    const found = findStep(report, step);
    expect(found).toMatchObject({ state, fix: expect.stringMatching(/./) });
    expect(found.why).toMatch(why);
    expect(JSON.stringify(report)).not.toContain('secret=1');
  });

  it('continues without WWW-Authenticate, and skips client steps when all metadata is missing', async () => {
    const report = await examineWith({ respond: ({ url }) => (isWellKnown(url) ? html : undefined) });
    expect(findStep(report, 'register', 'Cursor')).toMatchObject({ state: 'skipped', fix: null });
    expect(
      findStep(await examineWith({ changeResponse: withoutHeaders(/^www-auth/) }), 'authorize', 'Cursor')
        .state,
    ).toBe('ok');
  });

  it('reports that browser clients cannot connect when CORS headers are missing', async () => {
    const report = await examineWith({ changeResponse: withoutHeaders(/^access-control/) });
    const steps = report.steps.filter(({ client }) => client === 'Clients in a browser');
    expect(steps.map(({ step, state }) => [step, state])).toEqual([
      ...Array.from({ length: 4 }, () => ['cors', 'failed']),
      ['cors', 'warning'],
      ['popup', 'ok'],
    ]);
    expect(steps[0]?.why).toMatch(/CORS header is missing/);
    const refused = await examineWith({
      respond: ({ method }) => (method === 'OPTIONS' ? { status: 405 } : undefined),
    });
    expect(findStep(refused, 'cors', 'Clients in a browser').why).toMatch(/only if OPTIONS returns 2xx/);
    const narrow = await examineWith({
      changeResponse: ({ headers }) => {
        if (headers['access-control-allow-headers']) headers['access-control-allow-headers'] = 'content-type';
      },
    });
    expect(findStep(narrow, 'cors', 'Clients in a browser').why).toContain(
      'authorization, mcp-protocol-version',
    );
  });

  it('warns only for clients that need an issuer in the response', async () => {
    const report = await examineWith(
      changingJson(metadataPath, (body) => {
        delete body.authorization_response_iss_parameter_supported;
      }),
    );
    expect(findStep(report, 'identity', 'ChatGPT')).toMatchObject({
      state: 'warning',
      why: /a different redirect URI/,
    } as never);
    expect(findStep(report, 'identity', 'Claude').state).toBe('ok');
  });

  it('fails only for clients that need registration when the server does not offer it', async () => {
    const report = await examineWith(
      changingJson(metadataPath, (body) => {
        delete body.registration_endpoint;
      }),
    );
    expect(findStep(report, 'identity', 'Cursor')).toMatchObject({
      state: 'failed',
      why: /does not allow registration/,
    } as never);
    expect(findStep(report, 'identity', 'Claude Code')).toMatchObject({
      state: 'ok',
      evidence: 'with its metadata document (as of 2026-08-20)',
    });
  });

  it('names the setting to change when registration is not open', async () => {
    const setPolicy = (registration: string) =>
      site.acme.send('PATCH', '/api/v1/organization', {
        token: site.acme.adminToken,
        body: { policy: { registration } },
      });
    await setPolicy('off');
    const off = await examineWith({});
    await setPolicy('authenticated');
    const authenticated = await examineWith({});
    await setPolicy('open');
    for (const name of ['Claude', 'Claude Code', 'Cursor', 'VS Code', 'ChatGPT']) {
      expect(findStep(off, 'identity', name)).toMatchObject({ state: 'failed', fix: /Policy/ } as never);
      expect(findStep(authenticated, 'register', name)).toMatchObject({
        state: 'failed',
        fix: /Policy/,
      } as never);
    }
  });

  it('reports a registration that loses a redirect URI or is rate limited', async () => {
    const lossy = await examineWith(
      changingJson('/api/v1/oauth/register', (body) => {
        body.redirect_uris = ['https://claude.ai/api/mcp/auth_callback'];
      }),
    );
    expect(findStep(lossy, 'register', 'Claude').state).toBe('ok');
    expect(findStep(lossy, 'register', 'Cursor').why).toContain(
      'lost cursor://anysphere.cursor-mcp/oauth/callback',
    );
    const limited = await examineWith({
      respond: ({ url }) => (url === '/api/v1/oauth/register' ? { status: 429 } : undefined),
    });
    expect(findStep(limited, 'register', 'Claude')).toMatchObject({ state: 'warning' });
  });

  it('reports an authorization request that does not lead to the sign-in page', async () => {
    const isAuthorize = (url = '') => url.startsWith('/api/v1/oauth/authorize');
    const losing = await examineWith({
      respond: ({ url }) => (isAuthorize(url) ? { status: 400, ...html } : undefined),
    });
    expect(findStep(losing, 'authorize', 'Claude').why).toMatch(/just registered/);
    const error =
      'https://claude.ai/api/mcp/auth_callback?error=invalid_request&error_description=No%1B[2Jproof';
    const refusing = await examineWith({
      respond: ({ url }) => (isAuthorize(url) ? { status: 303, headers: { location: error } } : undefined),
    });
    expect(findStep(refusing, 'authorize', 'Claude').why).toBe(
      'The server rejects the request: invalid_request, No [2Jproof.',
    );
    expect(findStep(refusing, 'authorize', 'VS Code').why).toMatch(/redirects to another host/);
  });

  it('tries a token without including it in the report', async () => {
    const token = site.acme.teamMemberToken;
    const report = await examineWith({}, { token });
    expect(findStep(report, 'initialize')).toMatchObject({
      state: 'ok',
      evidence: expect.stringContaining('spedy'),
    });
    expect(findStep(report, 'tools').evidence).toMatch(/[1-9] tools/);
    const refused = await examineWith({}, { token: `${token}x` });
    expect(findStep(refused, 'initialize')).toMatchObject({ state: 'failed', why: /rejected/ } as never);
    expect(JSON.stringify([report, refused])).not.toContain(token.slice(0, 20));
  });

  it('reports slow responses, and stops waiting for missing ones', async () => {
    const slow = await examineWith({}, { slowAfter: -1 });
    expect(findStep(slow, 'server-metadata')).toMatchObject({
      state: 'warning',
      why: /took 0\.\d seconds/,
    } as never);
    const silent = await examineWith({ respond: () => null }, { timeout: 50 });
    expect(silent.steps.map(({ step, state }) => [step, state])).toEqual([
      ['reach', 'failed'],
      ['discovery', 'skipped'],
    ]);
    expect(findStep(silent, 'reach').why).toMatch(/did not respond in time/);
    const impatient = await examineWith({ respond: () => null }, { deadline: 50 });
    expect(findStep(impatient, 'reach').why).toMatch(/did not respond in time/);
  });

  it("asks for an organization's address at the bare domain and at an unknown name", async () => {
    const bare = await examineWith({}, {}, new URL(`http://localhost:${site.port}/mcp`));
    expect(findStep(bare, 'server-metadata').fix).toMatch(/not the bare domain/);
    const unknown = await examineWith({}, {}, new URL(`http://nobody.localhost:${site.port}/mcp`));
    expect(findStep(unknown, 'challenge').why).toMatch(/has no organization/);
  });
});
