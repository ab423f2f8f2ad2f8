import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examine } from '../../../src/doctor/examine.ts';
import type { Report, Step } from '../../../src/doctor/report.ts';
import type { WalkOptions } from '../../../src/doctor/walk.ts';
import { databaseKind } from '../../support/database.ts';
import { Front, type Mischief } from '../../support/front.ts';
import { freePort } from '../../support/postgres-server.ts';
import { listen } from '../../support/sockets.ts';
import { type Acme, createAcme } from '../../support/world.ts';
import {
  changing,
  html,
  isWellKnown,
  metadataPath,
  without,
  wrongProxies,
} from '../../support/wrong-proxies.ts';

const signIn = { location: '/sign-in' };
/** Whether a request makes the server read a client's document. */
const namesDocument = (url = '') =>
  url.startsWith('/api/v1/oauth/authorize') && url.includes('client_id=https%3A');

/** Judges what arrives over HTTP: on which database it was made is no matter. */
describe.runIf(databaseKind === 'sqlite')('the connection doctor', () => {
  let acme: Acme;
  let front: Front;
  let port: number;
  let runs = 0;
  const target = () => new URL(`http://acme-corp.localhost:${port}/mcp`);
  beforeAll(async () => {
    port = await freePort();
    acme = await createAcme({ baseUrl: `http://localhost:${port}`, trustProxy: ['127.0.0.1'] });
    front = await Front.start(port, await listen(acme.app.server));
  });
  afterAll(async () => {
    await front.stop();
    await acme.close();
  });

  /** Examines through a proxy. Each time from an address of its own, for registrations are counted by it. */
  async function examineWith(mischief: Mischief, options: WalkOptions = {}, url = target()): Promise<Report> {
    runs += 1;
    const from = { 'x-forwarded-for': `10.1.0.${runs}` };
    // Whether this machine reaches the internet is no matter here.
    const instead: Mischief['instead'] = (request) => {
      const own = mischief.instead?.(request);
      return own === undefined && namesDocument(request.url) ? { status: 303, headers: signIn } : own;
    };
    front.mischief = { ...mischief, instead, sends: { ...from, ...mischief.sends } };
    return examine(url, { timeout: 30_000, slowAfter: 30_000, ...options });
  }
  const problems = ({ steps }: Report) =>
    steps.filter(({ state }) => state === 'failed' || state === 'warning');
  const find = ({ steps }: Report, step: string, client: string | null = null): Step => {
    const found = steps.find((one) => one.step === step && one.client === client);
    if (!found) throw new Error(`no step ${step} of ${client}`);
    return found;
  };

  it('finds all well with its own server, but for what the internet cannot reach', async () => {
    const report = await examineWith({});
    expect(report).toMatchObject({ url: target().href, state: 'warning' });
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

  it('leaves nothing behind in the database', async () => {
    await examineWith({});
    for (const table of ['oauth_clients', 'oauth_requests', 'oauth_grants'] as const)
      expect(await acme.db.selectFrom(table).selectAll().execute()).toEqual([]);
  });

  it.each(wrongProxies)('says what is wrong where a proxy %s', async (_, mischief, step, state, why) => {
    const report = await examineWith(mischief);
    const found = find(report, step);
    expect(found).toMatchObject({ state, fix: expect.stringMatching(/./) });
    expect(found.why).toMatch(why);
    expect(JSON.stringify(report)).not.toContain('secret=1');
  });

  it('goes on with what the origin itself serves, and skips clients that have no server', async () => {
    const report = await examineWith({ instead: ({ url }) => (isWellKnown(url) ? html : undefined) });
    expect(find(report, 'register', 'Cursor')).toMatchObject({ state: 'skipped', fix: null });
    expect(find(await examineWith({ returns: without(/^www-auth/) }), 'authorize', 'Cursor').state).toBe(
      'ok',
    );
  });

  it('says that pages of a browser cannot ask, where CORS is taken away', async () => {
    const report = await examineWith({ returns: without(/^access-control/) });
    const steps = report.steps.filter(({ client }) => client === 'Clients in a browser');
    expect(steps.map(({ step, state }) => [step, state])).toEqual([
      ...Array.from({ length: 4 }, () => ['cors', 'failed']),
      ['cors', 'warning'],
      ['popup', 'ok'],
    ]);
    expect(steps[0]?.why).toMatch(/CORS header is missing/);
    const refused = await examineWith({
      instead: ({ method }) => (method === 'OPTIONS' ? { status: 405 } : undefined),
    });
    expect(find(refused, 'cors', 'Clients in a browser').why).toMatch(/only where OPTIONS is answered 2xx/);
    const narrow = await examineWith({
      returns: ({ headers }) => {
        if (headers['access-control-allow-headers']) headers['access-control-allow-headers'] = 'content-type';
      },
    });
    expect(find(narrow, 'cors', 'Clients in a browser').why).toContain('authorization, mcp-protocol-version');
  });

  it('tells the clients apart where the answers name no issuer', async () => {
    const report = await examineWith(
      changing(metadataPath, (body) => {
        delete body.authorization_response_iss_parameter_supported;
      }),
    );
    expect(find(report, 'identity', 'ChatGPT')).toMatchObject({ state: 'warning', why: /its own/ } as never);
    expect(find(report, 'identity', 'Claude').state).toBe('ok');
  });

  it('tells the clients apart where only metadata documents are taken', async () => {
    const report = await examineWith(
      changing(metadataPath, (body) => {
        delete body.registration_endpoint;
      }),
    );
    expect(find(report, 'identity', 'Cursor')).toMatchObject({
      state: 'failed',
      why: /no other way/,
    } as never);
    expect(find(report, 'identity', 'Claude Code')).toMatchObject({
      state: 'ok',
      evidence: 'by its metadata document (as of 2026-08-20)',
    });
  });

  it('says what to change where registration is not open', async () => {
    const setPolicy = (registration: string) =>
      acme.send('PATCH', '/api/v1/organization', {
        token: acme.adminToken,
        body: { policy: { registration } },
      });
    await setPolicy('off');
    const off = await examineWith({});
    await setPolicy('authenticated');
    const authenticated = await examineWith({});
    await setPolicy('open');
    for (const name of ['Claude', 'Claude Code', 'Cursor', 'VS Code', 'ChatGPT']) {
      expect(find(off, 'identity', name)).toMatchObject({ state: 'failed', fix: /Policy/ } as never);
      expect(find(authenticated, 'register', name)).toMatchObject({
        state: 'failed',
        fix: /Policy/,
      } as never);
    }
  });

  it('says so where a registration loses a redirect, or is limited', async () => {
    const lossy = await examineWith(
      changing('/api/v1/oauth/register', (body) => {
        body.redirect_uris = ['https://claude.ai/api/mcp/auth_callback'];
      }),
    );
    expect(find(lossy, 'register', 'Claude').state).toBe('ok');
    expect(find(lossy, 'register', 'Cursor').why).toContain(
      'lost cursor://anysphere.cursor-mcp/oauth/callback',
    );
    const limited = await examineWith({
      instead: ({ url }) => (url === '/api/v1/oauth/register' ? { status: 429 } : undefined),
    });
    expect(find(limited, 'register', 'Claude')).toMatchObject({ state: 'warning' });
  });

  it('says so where a member would not come to sign in', async () => {
    const isAuthorize = (url = '') => url.startsWith('/api/v1/oauth/authorize');
    const losing = await examineWith({
      instead: ({ url }) => (isAuthorize(url) ? { status: 400, ...html } : undefined),
    });
    expect(find(losing, 'authorize', 'Claude').why).toMatch(/just registered/);
    const error =
      'https://claude.ai/api/mcp/auth_callback?error=invalid_request&error_description=No%1B[2Jproof';
    const refusing = await examineWith({
      instead: ({ url }) => (isAuthorize(url) ? { status: 303, headers: { location: error } } : undefined),
    });
    expect(find(refusing, 'authorize', 'Claude').why).toBe(
      'The server refuses the request: invalid_request, No [2Jproof.',
    );
    expect(find(refusing, 'authorize', 'VS Code').why).toMatch(/redirects to another host/);
  });

  it('tries a token, and keeps it to itself', async () => {
    const token = acme.teamMemberToken;
    const report = await examineWith({}, { token });
    expect(find(report, 'initialize')).toMatchObject({
      state: 'ok',
      evidence: expect.stringContaining('spedy'),
    });
    expect(find(report, 'tools').evidence).toMatch(/[1-9] tools/);
    const refused = await examineWith({}, { token: `${token}x` });
    expect(find(refused, 'initialize')).toMatchObject({ state: 'failed', why: /refused/ } as never);
    expect(JSON.stringify([report, refused])).not.toContain(token.slice(0, 20));
  });

  it('calls slow what is slow, and gives up on what never answers', async () => {
    const slow = await examineWith({}, { slowAfter: -1 });
    expect(find(slow, 'server-metadata')).toMatchObject({
      state: 'warning',
      why: /took 0\.\d seconds/,
    } as never);
    const silent = await examineWith({ instead: () => null }, { timeout: 50 });
    expect(silent.steps.map(({ step, state }) => [step, state])).toEqual([
      ['reach', 'failed'],
      ['discovery', 'skipped'],
    ]);
    expect(find(silent, 'reach').why).toMatch(/did not answer in time/);
    const impatient = await examineWith({ instead: () => null }, { patience: 50 });
    expect(find(impatient, 'reach').why).toMatch(/did not answer in time/);
  });

  const verdicts = ({ clients }: Report) =>
    Object.fromEntries(clients.map(({ name, connects, why }) => [name, connects ? true : why]));

  it('says which clients can connect and which cannot, and why', async () => {
    const own = await examineWith({});
    expect(verdicts(own)).toEqual({
      Claude: expect.stringContaining("its maker's servers"),
      'Claude Code': true,
      Cursor: true,
      'VS Code': true,
      ChatGPT: expect.stringContaining("its maker's servers"),
      'mcp-remote': expect.stringContaining('except at localhost itself'),
      'Gemini CLI': expect.stringContaining('except at localhost itself'),
    });
    expect(find(own, 'scheme').fix).toContain(`connect to http://localhost:${port}/mcp`);
    const lossy = await examineWith(
      changing('/api/v1/oauth/register', (body) => {
        body.redirect_uris = [];
      }),
    );
    expect(verdicts(lossy).Cursor).toMatch(/lost cursor:/);
    const elsewhere = await examineWith({ returns: without(/^www-auth/) });
    expect(elsewhere.clients.every(({ connects }) => connects === false)).toBe(true);
    const wrongToken = await examineWith({}, { token: 'spedy_pat_nonsense' });
    expect(verdicts(wrongToken).Cursor).toBe(true);
  });

  it('says that documents cannot be read, and who needs them', async () => {
    const message = "The application's metadata document could not be read.";
    const report = await examineWith({
      instead: ({ url }) =>
        namesDocument(url)
          ? {
              status: 400,
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify({ error: 'invalid_client', error_description: message }),
            }
          : undefined,
    });
    expect(find(report, 'outbound')).toMatchObject({
      state: 'warning',
      why: `The server advertises metadata documents and could not read one. It says: ${message}`,
      fix: expect.stringContaining('SPEDY_CLIENT_METADATA_DOCUMENTS=off'),
    });
    const told = verdicts(report);
    for (const name of ['Claude Code', 'VS Code']) expect(told[name]).toMatch(/could not read one/);
    expect(told.Cursor).toBe(true);
    const off = await examineWith(
      changing(metadataPath, (body) => {
        body.client_id_metadata_document_supported = false;
      }),
    );
    expect(off.steps.some(({ step }) => step === 'outbound')).toBe(false);
    expect(verdicts(off)['Claude Code']).toBe(true);
  });

  it('says so where no method of authentication is in common', async () => {
    const report = await examineWith(
      changing(metadataPath, (body) => {
        body.token_endpoint_auth_methods_supported = ['private_key_jwt'];
      }),
    );
    expect(find(report, 'identity', 'ChatGPT').state).toBe('ok');
    expect(find(report, 'identity', 'Claude Code').why).toBe(
      'Claude Code authenticates by none, and the server offers private_key_jwt.',
    );
  });

  it('warns of popups that lose their opener, and of a refusal that no page can read', async () => {
    const report = await examineWith({
      returns: ({ headers }) => {
        headers['cross-origin-opener-policy'] = 'same-origin';
        for (const name of Object.keys(headers))
          if (name === 'access-control-allow-origin') delete headers[name];
      },
    });
    const problem = (step: string) =>
      report.steps.find(
        (one) => one.step === step && one.state === 'warning' && one.client === 'Clients in a browser',
      );
    expect(problem('popup')?.why).toContain('waits for ever');
    expect(problem('cors')?.why).toContain('Failed to fetch');
    const own = await examineWith({});
    expect(
      own.steps.filter(({ client, state }) => client === 'Clients in a browser' && state !== 'ok'),
    ).toEqual([]);
  });

  it('says to go to an organization, at the bare domain and at an unknown name', async () => {
    const bare = await examineWith({}, {}, new URL(`http://localhost:${port}/mcp`));
    expect(find(bare, 'server-metadata').fix).toMatch(/not to the bare domain/);
    const unknown = await examineWith({}, {}, new URL(`http://nobody.localhost:${port}/mcp`));
    expect(find(unknown, 'challenge').why).toMatch(/knows no organization/);
  });
});
