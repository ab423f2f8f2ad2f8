import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/databases/postgres-server.ts';
import { type SpedyProcess, spawnServer } from '../support/servers/command-line.ts';
import { createOperator, type Operator } from '../support/servers/operator.ts';
import { ask, readResponse, startRequest, untilRefused } from '../support/servers/requests.ts';

/** Starts a server on a free port. Returns it with the setup link that it prints for an empty database. */
async function startServer(databaseUrl: string) {
  const port = await freePort();
  const process = spawnServer({ DATABASE_URL: databaseUrl, PORT: String(port) });
  await process.untilPrinted(/Server listening/);
  return { process, port, setupLink: /http:\S+\/setup\?token=spedy_set_\w+/.exec(process.stdout)?.[0] };
}

describe('the command line with a running server', () => {
  let operator: Operator;
  let server: SpedyProcess;
  let port: number;
  let adminToken: string;
  let setupLink: string | undefined;
  const setupPage = async () => {
    const { pathname, search, host } = new URL(setupLink ?? '');
    return (await ask(port, pathname + search, { headers: { host } })).status;
  };
  let setupPageBefore: number;
  const me = (token: string) => ask(port, '/api/v1/me', { token });
  /** Waits for a result: a change reaches another process within a second. */
  const soon = (send: () => Promise<unknown>, answer: object) =>
    expect.poll(send, { timeout: 1_000, interval: 20 }).toMatchObject(answer);
  const newMember = async (email: string, role: string) => {
    await operator.createMember(email, role);
    const args = ['--org', 'acme-corp', '--email', email];
    const { id, token } = await operator.result('token', 'create', ...args, '--name', 'CI');
    return { args, id, token };
  };

  beforeAll(async () => {
    operator = await createOperator({ empty: true });
    ({ process: server, port, setupLink } = await startServer(operator.databaseUrl));
    setupPageBefore = await setupPage();
    await operator.createAcme();
    const create = 'token create --org acme-corp --email ada@acme.test --name Admin';
    adminToken = (await operator.result(...create.split(' '))).token;
  });
  afterAll(async () => {
    await server.stop();
    await operator.drop();
  });

  it('invalidates the setup link of the server with org create', async () => {
    expect(setupPageBefore).toBe(200);
    expect(await setupPage()).toBe(404);
    const { host, searchParams } = new URL(setupLink ?? '');
    const organization = { slug: 'other', name: 'Other', plan: 'pro' };
    const admin = { email: 'eve@other.test', name: 'Eve', password: 'correct horse battery' };
    const body = { token: searchParams.get('token'), organization, admin };
    const late = await ask(port, '/api/v1/setup', { method: 'POST', body, headers: { host } });
    expect(late).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('creates a token that acts as its member', async () => {
    const { status, body } = await me(adminToken);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { user: { email: 'ada@acme.test' }, role: 'ADMIN', organization: { slug: 'acme-corp' } },
    });
  });

  it('revokes a token within a second', async () => {
    const { id, token } = await newMember('tim@acme.test', 'TEAM_MEMBER');
    expect((await me(token)).status).toBe(200);
    await operator.result('token', 'revoke', id);
    await soon(() => me(token), { status: 401, body: { code: 'token_revoked' } });
  });

  it('deactivates a member and changes a role within a second', async () => {
    const { args, token } = await newMember('rosa@acme.test', 'CUSTOMER');
    expect((await ask(port, '/api/v1/users', { token })).status).toBe(403);
    await operator.result('user', 'set-role', ...args, 'ADMIN');
    await soon(() => ask(port, '/api/v1/users', { token }), { status: 200 });
    await operator.result('user', 'deactivate', ...args);
    await soon(() => me(token), { status: 401, body: { code: 'token_invalid' } });
  });

  it('disables tokens within a second on a plan without them, and enables them again', async () => {
    await operator.result('org', 'set-plan', 'acme-corp', 'canceled');
    await soon(() => me(adminToken), { status: 403, body: { code: 'plan_required' } });
    await operator.result('org', 'set-plan', 'acme-corp', 'past_due');
    await soon(() => me(adminToken), { status: 200 });
  });

  it('finishes running requests after SIGTERM, accepts no other, and exits with 0', async () => {
    const other = await startServer(operator.databaseUrl);
    expect(other.setupLink).toBeUndefined();
    const begin = async (index: number) => {
      const body = JSON.stringify({ name: `Slow ${index}` });
      const slow = startRequest(other.port, '/api/v1/me/tokens', {
        method: 'POST',
        token: adminToken,
        headers: {
          'content-type': 'application/json',
          'content-length': String(body.length),
          expect: '100-continue',
        },
      });
      const answer = readResponse(slow);
      // The server asks for the body once it has read the headers, so the request is running.
      await new Promise((resolve) => slow.once('continue', resolve).flushHeaders());
      return { answer, finish: () => slow.end(body) };
    };
    // Enough connections for several of the sockets on which the server listens.
    const running = await Promise.all(Array.from({ length: 12 }, (_, index) => begin(index)));
    const ended = other.process.stop();
    // Ctrl-C in the installed command sends a second signal, which must not shorten the stop.
    other.process.process.kill('SIGTERM');
    await untilRefused(other.port);
    for (const { finish } of running) finish();
    for (const { answer } of running) expect((await answer).status).toBe(201);
    expect((await ended).exitCode).toBe(0);
  });
});
