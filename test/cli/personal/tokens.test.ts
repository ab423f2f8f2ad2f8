import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseTokenCommand } from '../../../src/cli/token/choose-command.ts';
import { createPerson, type Person } from '../../support/cli/person.ts';
import { databaseKind } from '../../support/databases/database.ts';
import { expectFailure, expectResult, runOnTerminal } from '../../support/servers/command-line.ts';
import { password } from '../../support/world.ts';

describe.runIf(databaseKind === 'sqlite')('spedy token, for members', () => {
  let person: Person;
  let env: Record<string, string>;
  beforeAll(async () => {
    person = await createPerson();
    env = { SPEDY_TOKEN: person.teamMemberToken, SPEDY_HOST: person.host };
  });
  afterAll(() => person.close());
  const spedy = (...args: string[]) => person.run(args, { env });
  const statusOf = async (token: string) => (await person.send('GET', '/api/v1/me', { token })).status;

  it('creates, lists, rotates and revokes', async () => {
    const options = ['--expires-in', '90d', '--scope', 'tickets:read', '--scope', 'tokens:write'];
    const created = expectResult(await spedy('token', 'create', '--name', 'CI', ...options, '--json'));
    expect(created).toMatchObject({ name: 'CI', scopes: ['tickets:read', 'tokens:write'] });
    const list = await spedy('token', 'list');
    expect(list.stdout.split('\n')[0]).toBe(
      [created.id, 'CI', `…${created.hint}`, 'tickets:read tokens:write', created.expiresAt, 'never'].join(
        '\t',
      ),
    );
    const rotated = await spedy('token', 'rotate', created.id, '--overlap', '1h', '--print-only-secret');
    expect(rotated).toMatchObject({ exitCode: 0, stderr: '' });
    expect(rotated.stdout).toMatch(/^spedy_pat_\w{38}\n$/);
    expect([await statusOf(created.token), await statusOf(rotated.stdout.trim())]).toEqual([200, 200]);
    const { tokens } = expectResult(await spedy('token', 'list', '--json'));
    expect((await spedy('token', 'revoke', tokens[0].id)).stdout).toBe(`Revoked ${tokens[0].id}.\n`);
    expect(await statusOf(rotated.stdout.trim())).toBe(401);
  });

  it('prints nothing but the secret for $(…), and else says what it is', async () => {
    const only = await spedy('token', 'create', '--name', 'Laptop', '--print-only-secret');
    expect(only.stdout).toMatch(/^spedy_pat_\w{38}\n$/);
    const { stdout } = await spedy('token', 'create', '--name', 'Laptop');
    expect(stdout).toMatch(
      /^Created token "Laptop": tok_\w+\nExpires: never\. .*\nToken: spedy_pat_\w{38} \(shown only once\)\n$/,
    );
  });

  it.each([
    ['a secret instead of an ID', ['revoke', 'spedy_pat_secretsecret'], 'use its ID'],
    ['what is no ID', ['revoke', '../me'], 'not the ID of a token'],
    [
      'an unknown ID',
      ['rotate', 'tok_00000000000000000000000'],
      '/tok_00000000000000000000000/rotate (not_found)',
    ],
    ['an invalid name', ['create', '--name', ' '], 'name:'],
    ['too long an overlap', ['rotate', 'tok_00000000000000000000000', '--overlap', '2d'], 'overlapSeconds'],
  ])('explains %s in one line', async (_, args, text) => {
    const line = expectFailure(await spedy('token', ...args), 1);
    expect(line).toContain(text);
    expect(line).not.toContain('secretsecret');
  });

  it('says which scope is missing, and that the plan has no tokens', async () => {
    const narrow = await person.createToken(person.teamMember, { scopes: ['tickets:read'] });
    const list = await person.run(['token', 'list'], { env: { ...env, SPEDY_TOKEN: narrow } });
    expect(expectFailure(list, 1)).toMatch(/tokens:write.*use a token that has it \(insufficient_scope\)/);
    await person.setPlan('acme-corp', 'starter');
    expect(expectFailure(await spedy('ticket', 'list'), 1)).toContain(
      `use spedy login --host ${person.host}, which works on every plan (plan_required)`,
    );
    await person.setPlan('acme-corp', 'pro');
  });

  it('asks for the password with a sign-in of the browser, and ends that session', async () => {
    await person.logIn();
    const cookie = await person.signIn(person.teamMember);
    const sessions = async () => {
      const { body } = await person.send('GET', '/api/v1/me/sessions', { cookie });
      return (body.data ?? body.sessions).length;
    };
    const before = await sessions();
    const { exitCode, stdout, stderr } = await atTerminal(
      person,
      ['token', 'create', '--name', 'Asked', '--print-only-secret'],
      [password],
    );
    expect(exitCode, stderr).toBe(0);
    expect(await statusOf(stdout.trim())).toBe(200);
    expect(stderr).toContain(`Password of tim@acme.test at ${person.host}:`);
    expect(stderr).not.toContain(password);
    expect(await sessions()).toBe(before);
    const wrong = await atTerminal(person, ['token', 'list'], ['not the password']);
    expect(wrong).toMatchObject({ exitCode: 1, stdout: '' });
    expect(wrong.stderr).toContain('The email or password is incorrect (invalid_credentials)');
    const piped = await person.run(['token', 'create', '--name', 'Piped']);
    expect(expectFailure(piped, 1)).toContain(
      'set SPEDY_TOKEN to a personal access token with the scope tokens:write',
    );
  });

  it('opens the filled-in form of the dashboard', async () => {
    const args = [
      'token',
      'create',
      '--name',
      'CI & more',
      '--expires-in',
      '12w',
      '--scope',
      'tickets:read',
      '--web',
    ];
    const { url } = expectResult(await person.run([...args, '--json']));
    expect(url).toBe(
      `http://${person.host}/settings/account/access-tokens?name=CI+%26+more&scopes=tickets%3Aread&expiresIn=84d`,
    );
  });

  describe('the earlier names of the operator', () => {
    const own = (args: string[]) => args;
    const operator = (args: string[]) => ['admin', ...args];
    const database = { DATABASE_URL: 'sqlite:./x.db' };
    it.each([
      [['token', 'create', '--org', 'acme-corp', '--name', 'CI'], {}, operator],
      [['token', 'list', '--org=acme-corp'], { SPEDY_TOKEN: 'x' }, operator],
      [['token', 'list'], database, own],
      [['token', 'create', '--name', 'CI'], database, own],
      [['token', 'revoke', 'tok_1'], database, operator],
      [['token', 'revoke', 'tok_1', '--json'], database, operator],
      [['token', 'revoke', 'tok_1', '--host', 'a.example'], database, own],
      [['token', 'revoke', 'tok_1'], { SPEDY_TOKEN: 'x' }, own],
      [['token', 'revoke', 'tok_1'], { SPEDY_HOST: 'a.example' }, own],
      [['token', 'revoke', 'tok_1'], { SPEDY_CONFIG_DIR: '/nonexistent' }, own],
      [['token', 'revoke', 'tok_1'], { SPEDY_CONFIG: 'spedy.toml' }, operator],
      [['token', 'revoke', 'tok_1'], { DATABASE_URL_FILE: '/run/secrets/database' }, operator],
      [['token', 'rotate', 'tok_1'], database, own],
      [['org', 'list'], {}, own],
      [['--config', 'a.toml', 'org', 'list'], {}, own],
    ])('%j with %j', async (args, variables, expected) => {
      expect(await chooseTokenCommand(args, variables)).toEqual(expected(args));
    });

    it("are the operator's after --config", async () => {
      for (const config of [['--config', 'a.toml'], ['--config=a.toml']])
        expect(await chooseTokenCommand([...config, 'token', 'revoke', 'tok_1'], env)).toEqual([
          ...config,
          'admin',
          'token',
          'revoke',
          'tok_1',
        ]);
    });

    it('are ambiguous if both are meant: nothing is revoked', async () => {
      const both = { ...env, ...database };
      const line = expectFailure(await person.run(['token', 'revoke', 'tok_1'], { env: both }), 2);
      expect(line).toContain(
        'use spedy admin token revoke for the database, or spedy token revoke with --host',
      );
    });

    it('are ambiguous in a folder with a database, for somebody who is signed in', async () => {
      const folder = join(person.home, 'server');
      await mkdir(join(folder, 'data'), { recursive: true });
      await writeFile(join(folder, 'data', 'spedy.db'), '');
      const at = (variables: Record<string, string>) =>
        chooseTokenCommand(['token', 'revoke', 'tok_1'], variables, folder);
      expect(await at({ SPEDY_CONFIG_DIR: '/nonexistent' })).toContain('admin');
      await expect(at({ HOME: person.home })).rejects.toThrow(
        'data/spedy.db in this folder means the operator',
      );
    });
  });
});

/** Runs a command at a terminal where a person answers its questions. */
function atTerminal(person: Person, args: readonly string[], answers: readonly string[]) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const left = [...answers];
  let asked = '';
  return runOnTerminal(args, { HOME: person.home }, stdin, (text) => {
    const question = /(Password|Code) of [^:]*:/g;
    const last = [...text.matchAll(question)].at(-1)?.[0] ?? '';
    if (last === asked || last === '') return;
    asked = last;
    const answer = left.shift();
    // After the prompt has begun to listen.
    setImmediate(() => stdin.write(`${answer}\n`));
  });
}
