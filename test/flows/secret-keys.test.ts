import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SecretKey } from '../../src/credentials/keys/secret-key.ts';
import { freePort } from '../support/databases/postgres-server.ts';
import { expectFailure, type SpedyProcess, spawnServer } from '../support/servers/command-line.ts';
import { createOperator, type Operator } from '../support/servers/operator.ts';
import { ask } from '../support/servers/requests.ts';
import { password } from '../support/world.ts';

const [old, next, unrelated] = [SecretKey.generate(), SecretKey.generate(), SecretKey.generate()];
const idOf = (key: string) => new SecretKey(key).id;
const [ada, tim] = ['ada@acme.test', 'tim@acme.test'];

/** A server in a separate process, with or without a secret key. */
class KeyedServer {
  readonly process: SpedyProcess;
  readonly port: number;

  constructor(databaseUrl: string, port: number, key: string | null) {
    this.port = port;
    const secret = key === null ? {} : { SPEDY_SECRET_KEY: key };
    this.process = spawnServer({ DATABASE_URL: databaseUrl, PORT: String(port), ...secret });
  }

  static async start(databaseUrl: string, key: string | null): Promise<KeyedServer> {
    const running = new KeyedServer(databaseUrl, await freePort(), key);
    await running.process.untilPrinted(/Server listening/);
    return running;
  }

  post(path: string, body: object, cookie?: string) {
    const { port } = this;
    const own = { origin: `http://acme-corp.localhost:${port}`, ...(cookie ? { cookie } : {}) };
    return ask(port, `/api/v1/${path}`, { method: 'POST', body, headers: own });
  }

  async signIn(email: string, code?: string) {
    return this.post('auth/login', { email, password, ...(code === undefined ? {} : { code }) });
  }

  /** Returns whether authorize knows a client: an unknown one gets an error page, a known one a redirect. */
  async knows(clientId: string): Promise<boolean> {
    const query = new URLSearchParams({ client_id: clientId, redirect_uri: 'https://app.example.com/cb' });
    return (await ask(this.port, `/api/v1/oauth/authorize?${query}`)).status === 303;
  }

  async register(): Promise<string> {
    const { status, body } = await this.post('oauth/register', {
      client_name: 'Helper',
      redirect_uris: ['https://app.example.com/cb'],
      token_endpoint_auth_method: 'none',
    });
    expect(status, JSON.stringify(body)).toBe(201);
    return body.client_id;
  }

  stop() {
    return this.process.stop();
  }
}

/** Sets up a second factor for a member. Returns its codes; each code works once. */
async function enroll(server: KeyedServer, email: string) {
  const { cookie } = await server.signIn(email);
  const begun = await server.post('me/two-factor', { currentPassword: password }, cookie);
  expect(begun.status, JSON.stringify(begun.body)).toBe(201);
  const totp = new TOTP({ secret: Secret.fromBase32(begun.body.secret) });
  let step = Math.floor(Date.now() / 30_000);
  const code = () => {
    const timestamp = step * 30_000;
    step += 1;
    return totp.generate({ timestamp });
  };
  const confirmed = await server.post('me/two-factor/confirm', { code: code() }, cookie);
  expect(confirmed.status, JSON.stringify(confirmed.body)).toBe(200);
  return { code, backupCodes: confirmed.body.backupCodes as string[] };
}

describe.each([
  ['given by the operator', old],
  ['generated', null],
] as const)('a secret key that is %s', (_how, firstKey) => {
  let operator: Operator;
  let server: KeyedServer;
  const rotated = firstKey === null ? undefined : `${next},${firstKey}`;
  const spedy = (args: string, key: string | undefined = rotated) =>
    operator.spedy([...args.split(' ')], { env: key === undefined ? {} : { SPEDY_SECRET_KEY: key } });
  const keys = async () => JSON.parse((await spedy('keys list --json')).stdout).keys;
  beforeAll(async () => {
    operator = await createOperator();
    const create = `org create acme-corp --name Acme --plan pro --admin-email ${ada} --admin-password`;
    await operator.spedy([...create.split(' '), password, '--json']);
    const member = `user create --org acme-corp --email ${tim} --name Tim --role CUSTOMER --password`;
    await operator.spedy([...member.split(' '), password, '--json']);
    server = await KeyedServer.start(operator.databaseUrl, firstKey);
  });
  afterAll(async () => {
    await server.stop();
    await operator.drop();
  });

  it('rotates under a running server: codes, client ids and backup codes still work', async () => {
    const [first, second] = [await enroll(server, ada), await enroll(server, tim)];
    const clientId = await server.register();
    const [before] = await keys();
    const rotation = await spedy('keys rotate --json');
    expect(rotation.stderr).toBe('');
    const { current, previous, resealed, unreadable } = JSON.parse(rotation.stdout);
    expect({ previous, resealed, unreadable }).toEqual({ previous: before.id, resealed: 2, unreadable: 0 });
    if (firstKey !== null) expect(current).toBe(idOf(next));
    expect(await keys()).toMatchObject([
      { id: current, state: 'current', generated: firstKey === null, sealed: 2, endWithKey: 0 },
      { id: before.id, state: 'old', generated: false, sealed: 0, endWithKey: 20 },
    ]);

    expect((await server.signIn(ada, first.code())).status).toBe(200);
    expect((await server.signIn(ada, first.backupCodes[0])).status).toBe(200);
    expect(await server.knows(clientId)).toBe(true);
    const later = await server.register();

    await server.stop();
    server = await KeyedServer.start(operator.databaseUrl, firstKey === null ? null : next);
    expect((await server.signIn(tim, second.code())).status).toBe(200);
    expect((await server.signIn(tim, second.backupCodes[0])).status).toBe(200);
    for (const id of [clientId, later]) expect(await server.knows(id)).toBe(true);
  });

  it('stays as an old key until it is dropped, which invalidates what it sealed', async () => {
    const [current, gone] = await keys();
    expect(expectFailure(await spedy(`keys drop ${current.id}`), 1)).toContain('is the current key');
    expect(expectFailure(await spedy('keys drop key_000000000000'), 1)).toContain(gone.id);
    expect(expectFailure(await spedy(`keys drop ${gone.id}`), 1)).toMatch(
      /invalidates 18 unused backup codes.*--force/,
    );
    expect((await spedy(`keys drop ${gone.id} --force --json`)).stdout).toContain(gone.id);
    expect(await keys()).toMatchObject([{ id: current.id }]);
  });

  it('stops the start with one line if the database was created with another key', async () => {
    const refused = new KeyedServer(operator.databaseUrl, await freePort(), unrelated);
    const { exitCode, stdout, stderr } = await refused.process.ended;
    expect(exitCode).toBe(1);
    expect(stdout).not.toContain('Server listening');
    expect(stderr).toMatch(/^SPEDY_SECRET_KEY [^\n]*spedy admin keys rotate[^\n]*\n$/);
    expect(stderr).toContain(idOf(unrelated));
    expect(stderr).not.toContain(unrelated);
  });
});

describe('a missing secret key', () => {
  it('stops a start and a rotation with one line', async () => {
    const operator = await createOperator();
    await (await KeyedServer.start(operator.databaseUrl, old)).stop();
    const refused = new KeyedServer(operator.databaseUrl, await freePort(), null);
    const { exitCode, stderr } = await refused.process.ended;
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^This database's secret key \(key_\w+\) is not stored in it\. Set SPEDY_SECRET_KEY[^\n]*\n$/,
    );
    const rotate = (key: string) =>
      operator.spedy(['keys', 'rotate', '--json'], { env: { SPEDY_SECRET_KEY: key } });
    expect(expectFailure(await rotate(next), 1)).toContain('SPEDY_SECRET_KEY=NEW,OLD');
    expect(expectFailure(await rotate(old), 1)).toContain('openssl rand -base64 32');
    await operator.drop();
  });
});
