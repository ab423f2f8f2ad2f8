import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configFolder } from '../../../src/cli/stored/folder.ts';
import { createPerson, type Person } from '../../support/cli/person.ts';
import { hour } from '../../support/clock.ts';
import { databaseKind } from '../../support/databases/database.ts';
import { freePort } from '../../support/databases/postgres-server.ts';
import { expectFailure, expectResult } from '../../support/servers/command-line.ts';

/** Reusing a refresh token ends the sign-in at once here, without the grace that hides two refreshes. */
const oauth = { refreshGrace: 0 };

describe.runIf(databaseKind === 'sqlite')('the sign-ins of the command line', () => {
  let person: Person;
  beforeAll(async () => {
    person = await createPerson({ oauth });
  });
  afterAll(() => person.close());
  const tokens = async () => JSON.parse(await person.stored()).hosts[`http://${person.host}`].oauth;

  it('are refreshed by one of several processes at once, and nobody is signed out', async () => {
    await person.logIn();
    const before = await tokens();
    person.clock.advance(hour);
    const runs = await Promise.all(Array.from({ length: 5 }, () => person.spawn(['whoami', '--json'])));
    for (const run of runs) expect(expectResult(run)).toMatchObject({ user: { email: 'tim@acme.test' } });
    const after = await tokens();
    expect(after.refreshToken).not.toBe(before.refreshToken);
    expect(await readdir(person.folder)).toEqual(['sign-ins.json']);
    // The stored refresh token is the one that the server expects next.
    person.clock.advance(hour);
    expectResult(await person.run(['whoami', '--json']));
  });

  it('do not hinder two logins at once', async () => {
    const other = `localhost:${person.port}`;
    const [one, two] = await Promise.all([person.logIn(), person.logIn()]);
    expect([one.exitCode, two.exitCode], one.stderr + two.stderr).toEqual([0, 0]);
    expectResult(await person.run(['whoami', '--json']));
    const login = await person.run(['login', '--host', other, '--with-token'], { input: person.adminToken });
    expect(login.stdout).toBe(`Signed in to ${other} as ada (ada@acme.test).\n`);
    expect((await person.run(['whoami'])).stdout).toContain(`Also signed in: ${person.host} (tim@acme.test)`);
    expect((await person.run(['switch', person.host])).stdout).toBe(`Commands now use ${person.host}.\n`);
    expect((await person.run(['whoami'])).stdout).toContain('tim (tim@acme.test)');
    expect((await person.run(['whoami', '--host', other])).stdout).toContain('ada (ada@acme.test)');
    expect((await person.run(['whoami'], { env: { SPEDY_HOST: other } })).stdout).toContain('ada (ada');
    await person.run(['logout', '--host', other]);
    expectSignInNeeded(
      await person.run(['switch', other]),
      `nobody is signed in at ${other}, only at ${person.host}`,
    );
  });

  it.each(['localhost', '127.0.0.1'])('are not shown to a proxy on the way to %s', async (name) => {
    const proxy = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    let seen = 0;
    proxy.on('connection', () => {
      seen += 1;
    });
    await once(proxy, 'listening');
    const address = proxy.address();
    const HTTP_PROXY = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    const env = { SPEDY_TOKEN: person.adminToken, SPEDY_HOST: `${name}:${person.port}`, HTTP_PROXY };
    await person.run(['whoami'], { env });
    expect(seen).toBe(0);
    proxy.close();
  });

  it('have ended when the connection was revoked', async () => {
    await person.logIn();
    const cookie = await person.signIn(person.teamMember);
    const { body } = await person.send('GET', '/api/v1/me/connected-apps', { cookie });
    expect(body.data[0].client.name).toMatch(/^Spedy CLI/);
    for (const { id } of body.data)
      await person.send('DELETE', `/api/v1/me/connected-apps/${id}`, { cookie });
    expectSignInNeeded(
      await person.run(['ticket', 'list']),
      `your sign-in at ${person.host} has ended: run spedy login --host ${person.host}`,
    );
  });

  it('are not needed with SPEDY_TOKEN and SPEDY_HOST, which win', async () => {
    const env = { SPEDY_TOKEN: person.adminToken, SPEDY_HOST: person.host };
    expect((await person.run(['whoami'], { env })).stdout).toContain('ada (ada@acme.test)');
    const noHome = { HOME: '/nonexistent', ...env };
    expect((await person.run(['whoami', '--json'], { env: noHome })).exitCode).toBe(0);
    expectSignInNeeded(
      await person.run(['whoami'], { env: { HOME: '/nonexistent', SPEDY_TOKEN: person.adminToken } }),
      'set SPEDY_HOST',
    );
    const wrong = { ...env, SPEDY_TOKEN: `${person.adminToken.slice(0, -1)}-` };
    const line = await person.run(['whoami'], { env: wrong });
    expectSignInNeeded(line, 'set SPEDY_TOKEN to a token of');
    expect(line.stderr).not.toContain(person.adminToken.slice(10, -1));
  });

  it('do not lend their host to a token of the environment, which may belong elsewhere', async () => {
    await person.logIn();
    const env = { SPEDY_TOKEN: person.adminToken };
    const message = `set SPEDY_HOST, or --host, to your organization's address, such as acme-corp.example: SPEDY_TOKEN does not say where it belongs, and is not sent to ${person.host} only because you are signed in there`;
    for (const args of [['whoami'], ['ticket', 'list'], ['api', 'me']])
      expectSignInNeeded(await person.run(args, { env }), message);
    const named = await person.run(['whoami', '--host', person.host], { env });
    expect(named.stdout).toContain('ada (ada@acme.test)');
    // A form in the browser gets no token.
    const web = await person.run(['token', 'create', '--name', 'Laptop', '--web'], { env });
    expect(web.stdout).toContain(person.host);
  });

  it('say what to do if the folder is not writable, before anyone signs in', async () => {
    await writeFile(join(person.home, 'file'), '');
    for (const folder of ['/dev/null/spedy', '/proc/spedy/x', join(person.home, 'file', 'spedy')]) {
      const login = await person.run(['login', '--host', person.host], { env: { SPEDY_CONFIG_DIR: folder } });
      const line = expectFailure(login, 1);
      expect(line).toContain(`cannot write to ${folder}`);
      expect(line).toContain('SPEDY_TOKEN');
    }
  });

  it('are kept when they cannot be renewed: nothing is asked of the server', async () => {
    const folder = join(person.home, 'read-only');
    await person.logIn();
    await mkdir(folder);
    await writeFile(join(folder, 'sign-ins.json'), await person.stored());
    // Stands for a folder that cannot be written: the lock of another process, which never ends.
    await chmod(folder, 0o500);
    person.clock.advance(hour);
    const before = await readFile(join(folder, 'sign-ins.json'), 'utf8');
    const run = await person.run(['whoami'], { env: { SPEDY_CONFIG_DIR: folder } });
    // Root writes to every folder.
    if (process.getuid?.() !== 0) expect(expectFailure(run, 1)).toContain(`cannot write to ${folder}`);
    if (process.getuid?.() !== 0) expect(await readFile(join(folder, 'sign-ins.json'), 'utf8')).toBe(before);
    await chmod(folder, 0o700);
  });

  it('stay where a link leads to', async () => {
    const folder = join(person.home, 'linked');
    const target = join(person.home, 'dotfiles.json');
    await mkdir(folder);
    await symlink(target, join(folder, 'sign-ins.json'));
    await writeFile(target, '{"version":1,"default":null,"hosts":{}}');
    const env = { SPEDY_CONFIG_DIR: folder };
    const login = await person.run(['login', '--host', person.host, '--with-token'], {
      env,
      input: person.adminToken,
    });
    expect(login.exitCode, login.stderr).toBe(0);
    expect(await readFile(target, 'utf8')).toContain(person.adminToken);
  });

  it.each([
    ['{"version":1,', 'it is not JSON'],
    ['{"version":2}', 'it is of a newer version of spedy'],
    ['{"version":1,"hosts":{"https://a.example":{"email":"a"}}}', 'organization is not a text'],
  ])('are not overwritten if the file is damaged: %s', async (text, why) => {
    const folder = join(person.home, 'damaged');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'sign-ins.json'), text);
    const env = { SPEDY_CONFIG_DIR: folder };
    expect(expectFailure(await person.run(['login', '--host', person.host], { env }), 1)).toContain(why);
    expect(await readFile(join(folder, 'sign-ins.json'), 'utf8')).toBe(text);
    await rm(folder, { recursive: true });
  });

  it('need the right host', async () => {
    const login = (host: string, env = {}) => person.run(['login', '--host', host], { env });
    const nobody = `acme-corp.localhost:${await freePort()}`;
    expect(expectFailure(await login(nobody), 1)).toContain(`nothing listens at ${nobody}`);
    const other = `globex.localhost:${person.port}`;
    expect(expectFailure(await login(other), 1)).toContain(`${other} is not the address of an organization`);
    const env = { SPEDY_HOST: other, SPEDY_TOKEN: 'spedy_pat_any' };
    expect(expectFailure(await person.run(['ticket', 'list'], { env }), 1)).toContain(`the host is ${other}`);
    for (const host of ['http://acme-corp.example', 'ftp://a.example', 'a.example/path', 'a b', ''])
      expectFailure(await login(host), 2);
    expect(expectFailure(await person.run(['login'], { env: { HOME: '/nonexistent' } }), 2)).toContain(
      '--host',
    );
    const unknown = await person.run(['login', '--host', 'acme-corp.invalid'], {
      env: { SPEDY_TIMEOUT: '5' },
    });
    expect(expectFailure(unknown, 1)).toContain('acme-corp.invalid');
  });

  it('wait for a silent server only for some time', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const env = { SPEDY_TIMEOUT: '0.2', SPEDY_HOST: `127.0.0.1:${port}`, SPEDY_TOKEN: person.adminToken };
    const run = await person.run(['whoami'], { env });
    expect(expectFailure(run, 1)).toContain(`127.0.0.1:${port} did not answer within 0.2 seconds`);
    const create = await person.run(['token', 'create', '--name', 'CI'], { env });
    expect(expectFailure(create, 1)).toContain('Check whether it was done before you repeat it');
    silent.close();
  });

  it.each([
    [{ XDG_CONFIG_HOME: '/x' }, 'linux', '/x/spedy'],
    [{ XDG_CONFIG_HOME: 'relative' }, 'linux', '/home/tim/.config/spedy'],
    [{}, 'darwin', '/home/tim/Library/Application Support/spedy'],
    [{ APPDATA: '/appdata' }, 'win32', '/appdata/spedy'],
    [{ SPEDY_CONFIG_DIR: '/s', XDG_CONFIG_HOME: '/x' }, 'linux', '/s'],
  ] as const)('are where the system keeps configuration: %j on %s', (env, platform, folder) => {
    expect(configFolder(env, platform, '/home/tim')).toBe(folder);
  });
});

/** Asserts a failure of a person who is not signed in. */
function expectSignInNeeded(
  { exitCode, stdout, stderr }: { exitCode: number; stdout: string; stderr: string },
  text: string,
) {
  expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 4, stdout: '' });
  expect(stderr).toMatch(/^spedy: [^\n]+\n$/);
  expect(stderr).toContain(text);
}
