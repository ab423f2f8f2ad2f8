import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AccessFixtures, accessFixturesOf } from '../../support/access-fixtures.ts';
import { type Answer, expectError } from '../../support/client.ts';
import { TestClock } from '../../support/clock.ts';
import { databaseKind } from '../../support/databases/database.ts';
import { query } from '../../support/databases/sql.ts';
import { callTool, postMcp, rpc } from '../../support/mcp/requests.ts';
import {
  authorizePath,
  connect,
  obtainCode,
  openAuthorization,
  pkce,
  refresh,
  registerClient,
  sendForm,
} from '../../support/oauth/oauth.ts';
import { type Acme, createAcme, password } from '../../support/world.ts';
import { accessCases } from '../gate/access-cases.ts';

/** Every way of changing something while PostgreSQL accepts no changes, as after a failover or with a full disk. */
describe.runIf(databaseKind === 'postgres')('a database that became read-only', () => {
  let acme: Acme;
  let fixtures: AccessFixtures;
  beforeAll(async () => {
    acme = await createAcme({ clock: new TestClock(Date.now) });
    fixtures = accessFixturesOf(acme);
  });
  afterEach(() => setReadOnly('off'));
  afterAll(() => acme.close());

  /** Open sessions keep what they had, so they end, as those of a demoted primary do. */
  async function setReadOnly(value: 'on' | 'off'): Promise<void> {
    const { pathname } = new URL(acme.databaseUrl);
    const name = pathname.slice(1);
    const server = acme.databaseUrl.replace(pathname, '/postgres');
    await query(server, `alter database ${name} set default_transaction_read_only = ${value}`);
    // Waits until they have ended.
    const end = `select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '${name}'`;
    await query(server, end);
    await expect
      .poll(() => acme.send('GET', '/api/v1/users', { token: acme.adminToken }), { timeout: 10_000 })
      .toMatchObject({ status: 200 });
  }

  /** Expects that the log has no request that failed by our own fault. */
  function expectNoFault(): void {
    expect(acme.log.filter((line) => line.includes('"status":500'))).toEqual([]);
  }

  it('never answers 500 to a change of any route', async () => {
    const changes: [string, () => Promise<unknown>][] = [];
    for (const [name, prepare] of Object.entries(accessCases))
      changes.push([name, (await prepare(fixtures)).change]);
    await setReadOnly('on');
    const statuses: Record<string, unknown> = {};
    for (const [name, change] of changes) {
      // Some are a sweep, or end with an error of their own.
      const answer = await change().catch(() => null);
      if (typeof answer === 'object' && answer !== null && 'status' in answer) statuses[name] = answer.status;
    }
    expect(Object.keys(statuses).length).toBeGreaterThan(20);
    expect(Object.entries(statuses).filter(([, status]) => status !== 503)).toEqual([]);
    expectNoFault();
  });

  const changes: Readonly<Record<string, () => Promise<() => Promise<Answer>>>> = {
    'a sign-in': async () => () =>
      acme.send('POST', '/api/v1/auth/login', { body: { email: acme.admin.email, password } }),
    'a failed sign-in': async () => () =>
      acme.send('POST', '/api/v1/auth/login', { body: { email: acme.admin.email, password: 'wrong' } }),
    'a sign-out': async () => {
      const cookie = await acme.signIn(acme.admin);
      return () => acme.send('POST', '/api/v1/auth/logout', { cookie });
    },
    'a new token': async () => () =>
      acme.send('POST', '/api/v1/me/tokens', { token: acme.adminToken, body: { name: 'CI' } }),
    'a new board': async () => () =>
      acme.send('POST', '/api/v1/boards', { token: acme.adminToken, body: { key: 'NEW', name: 'New' } }),
    'an invitation': async () => () =>
      acme.send('POST', '/api/v1/organization/invitations', {
        token: acme.adminToken,
        body: { email: 'new@acme.test', role: 'CUSTOMER' },
      }),
  };
  it('answers 503 to what creates or ends something', async () => {
    const prepared: [string, () => Promise<Answer>][] = [];
    for (const [name, prepare] of Object.entries(changes)) prepared.push([name, await prepare()]);
    await setReadOnly('on');
    for (const [name, change] of prepared) {
      const { status, body } = await change();
      expect([name, status, body.code]).toEqual([name, 503, 'unavailable']);
    }
    expectNoFault();
  });

  const oauthChanges: Readonly<Record<string, () => Promise<() => Promise<Answer>>>> = {
    'an authorization code': async () => {
      const { form } = await obtainCode(acme, acme.teamMember);
      return () => sendForm(acme, 'token', form);
    },
    'a refresh token': async () => {
      const { client, tokens } = await connect(acme, acme.teamMember);
      return () => refresh(acme, client, tokens.refresh_token);
    },
    'a request of a device': async () => {
      const client = await registerClient(acme, {
        grant_types: ['urn:ietf:params:oauth:grant-type:device_code'],
      });
      return () => sendForm(acme, 'device', { client_id: client.client_id });
    },
    'a revocation': async () => {
      const { client, tokens } = await connect(acme, acme.teamMember);
      return () => sendForm(acme, 'revoke', { client_id: client.client_id, token: tokens.access_token });
    },
  };
  it('answers 503 at the authorization server', async () => {
    const prepared: [string, () => Promise<Answer>][] = [];
    for (const [name, prepare] of Object.entries(oauthChanges)) prepared.push([name, await prepare()]);
    await setReadOnly('on');
    for (const [name, change] of prepared) {
      const { status, body, headers } = await change();
      const got = [name, status, body.error, headers['retry-after']];
      expect(got).toEqual([name, 503, 'temporarily_unavailable', '2']);
    }
    expectNoFault();
  });

  it('answers 503 to an authorization request, and to the decision', async () => {
    const client = await registerClient(acme);
    const cookie = await acme.signIn(acme.teamMember);
    const parameters = { client_id: client.client_id, code_challenge: pkce().challenge };
    const id = await openAuthorization(acme, cookie, parameters);
    await setReadOnly('on');
    const opened = await acme.send('GET', authorizePath(parameters), { cookie });
    const decided = await acme.send('POST', `/api/v1/oauth/requests/${id}`, {
      cookie,
      body: { decision: 'allow' },
    });
    expect([opened.status, decided.status]).toEqual([503, 503]);
    expectNoFault();
  });

  it('still reads through MCP, and answers 503 to changes', async () => {
    const { id: boardId } = await acme.createBoard('acme-corp', 'WEB', [acme.teamMember]);
    await setReadOnly('on');
    const token = acme.teamMemberToken;
    expect(await callTool(acme, token, 'list_boards')).not.toMatchObject({ isError: true });
    const change = rpc('tools/call', { name: 'create_ticket', arguments: { boardId, title: 'Broken' } });
    expectError(await postMcp(acme, change, { token }), 503, 'unavailable');
    expectNoFault();
  });
});
