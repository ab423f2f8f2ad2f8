import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeyRing } from '../../src/credentials/keys/key-ring.ts';
import { createLogger } from '../../src/http/responses/logging.ts';
import { type App, createApp } from '../../src/server/app.ts';
import { readConfig } from '../../src/server/config.ts';
import { type OpenDatabase, openDatabase } from '../../src/storage/database.ts';
import { clientOf, type Send } from '../support/client.ts';
import { expectFailure, expectResult, runOnTerminal } from '../support/servers/command-line.ts';
import { createOperator, type Operator } from '../support/servers/operator.ts';

const password = 'correct horse battery';

describe('the password of a new member', () => {
  let operator: Operator;
  let opened: OpenDatabase;
  let app: App;
  let send: Send;
  let count = 0;
  beforeAll(async () => {
    operator = await createOperator();
    await operator.createAcme();
    opened = openDatabase(operator.databaseUrl, () => {});
    const baseUrl = new URL('http://localhost:3000');
    const fixed = {
      ...readConfig({}),
      keys: new KeyRing(),
      log: createLogger('silent'),
      trustProxy: [],
      rateLimit: 0,
      isReady: () => true,
      now: Date.now,
      monotonic: () => performance.now(),
      changes: opened.changes(),
    };
    app = await createApp({ ...fixed, db: opened.db, baseUrl });
    send = clientOf(app.server, baseUrl.host);
  });
  afterAll(async () => {
    await app.server.close();
    await app.credentials.close();
    await opened.db.destroy();
    await operator.drop();
  });

  const newMember = () => {
    count += 1;
    const email = `member${count}@acme.test`;
    const args = [
      'user',
      'create',
      '--org',
      'acme-corp',
      '--email',
      email,
      '--name',
      'M',
      '--role',
      'CUSTOMER',
    ];
    return { email, args: [...args, '--json'] };
  };
  const signIn = async (email: string, attempt: string) =>
    (await send('POST', '/api/v1/auth/login', { body: { email, password: attempt } })).status;

  it('is generated and printed by default', async () => {
    const { email, args } = newMember();
    const { user } = expectResult(await operator.spedy(args));
    expect(await signIn(email, user.password)).toBe(200);
  });

  it.each([
    ['standard input', ['--password-stdin'], { input: `${password}\nsecond line` }],
    ['standard input with a carriage return', ['--password-stdin'], { input: `${password}\r\n` }],
    ['standard input without a line break', ['--password-stdin'], { input: password }],
    ['the environment', [], { env: { SPEDY_PASSWORD: password } }],
    [
      'standard input before the environment',
      ['--password-stdin'],
      { input: password, env: { SPEDY_PASSWORD: 'x' } },
    ],
  ])('is read from %s, and not printed', async (_, options, runOptions) => {
    const { email, args } = newMember();
    const { user } = expectResult(await operator.spedy([...args, ...options], runOptions));
    expect(user).not.toHaveProperty('password');
    expect(await signIn(email, password)).toBe(200);
  });

  it('is accepted as an argument, with a warning that does not repeat it', async () => {
    const { email, args } = newMember();
    const { exitCode, stdout, stderr } = await operator.spedy([...args, '--password', password]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).user).not.toHaveProperty('password');
    expect(stderr).toMatch(/^Warning: other users of this machine can see --password[^\n]*\n$/);
    expect(stderr).not.toContain(password);
    expect(await signIn(email, password)).toBe(200);
    const organization = 'org create other --name Other --plan pro --admin-email a@b.test'.split(' ');
    const other = await operator.spedy([...organization, '--admin-password', password, '--json']);
    expect(other.stderr).toContain('can see --admin-password');
    expect(JSON.parse(other.stdout).user).toEqual({ id: expect.any(String), email: 'a@b.test' });
  });

  it.each([
    ['too short', { input: 'eleven char\n' }, '12 to 200'],
    ['too long', { input: 'x'.repeat(201) }, '12 to 200'],
    ['no line at all', { input: '' }, 'first line is empty'],
    ['an empty first line', { input: `\n${password}` }, 'first line is empty'],
    ['endless', { input: 'x'.repeat(10_000) }, 'too long'],
    ['not UTF-8', { input: Buffer.from([0xff, 0xfe, 0x41]) }, 'not UTF-8'],
  ])('is rejected from standard input when it is %s', async (_, runOptions, reason) => {
    const { args } = newMember();
    const line = expectFailure(await operator.spedy([...args, '--password-stdin'], runOptions), 1);
    expect(line).toContain(reason);
  });

  it('is counted in characters, not in bytes', async () => {
    const { email, args } = newMember();
    expectResult(await operator.spedy([...args, '--password-stdin'], { input: '🐎'.repeat(200) }));
    expect(await signIn(email, '🐎'.repeat(200))).toBe(200);
    const short = newMember();
    expectFailure(await operator.spedy([...short.args, '--password-stdin'], { input: '🐎'.repeat(11) }), 1);
  });

  it('is rejected as an argument with one line that does not repeat it', async () => {
    const { args } = newMember();
    const line = expectFailure(await operator.spedy([...args, '--password', 'too short']), 1);
    expect(line).toContain('12 to 200');
    expect(line).not.toContain('too short');
  });

  it('is rejected when given in two ways', async () => {
    const { args } = newMember();
    for (const options of [
      ['--password', password, '--password-stdin'],
      ['--password', password, '--prompt'],
      ['--prompt', '--password-stdin'],
    ]) {
      expect(expectFailure(await operator.spedy([...args, ...options]), 2)).toContain('cannot be used with');
    }
  });

  it('is not prompted for without a terminal, and not read unmasked from one', async () => {
    const { args } = newMember();
    expect(expectFailure(await operator.spedy([...args, '--prompt']), 1)).toContain('needs a terminal');
    const unmasked = await onTerminal([...args, '--password-stdin'], {});
    expect(expectFailure(unmasked, 1)).toContain('use --prompt');
  });

  it('is prompted for twice on a terminal, masked, with nothing on standard output', async () => {
    const { email, args } = newMember();
    const outcome = await onTerminal([...args, '--prompt'], {
      'Password for': `${password}\r`,
      'Repeat the password': `${password}\r`,
    });
    expect(outcome.exitCode).toBe(0);
    expect(JSON.parse(outcome.stdout).user.email).toBe(email);
    expect(outcome.stderr).toContain(`Password for ${email}`);
    expect(outcome.stderr).not.toContain(password);
    expect(await signIn(email, password)).toBe(200);
  });

  it('creates nothing when the prompt is cancelled', async () => {
    const { email, args } = newMember();
    const outcome = await onTerminal([...args, '--prompt'], { 'Password for': '\u0003' });
    expect(outcome).toMatchObject({ exitCode: 1, stdout: '' });
    expect(outcome.stderr).toContain('cancelled; nothing was changed');
    const role = ['user', 'set-role', '--org', 'acme-corp', '--email', email, 'CUSTOMER'];
    expectFailure(await operator.spedy(role), 1);
  });

  /** Runs a command with a terminal as standard input. Types each answer when its question first appears. */
  function onTerminal(args: readonly string[], answers: Readonly<Record<string, string>>) {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    const unanswered = new Map(Object.entries(answers));
    return runOnTerminal(args, { DATABASE_URL: operator.databaseUrl }, stdin, (shown) => {
      for (const [question, answer] of unanswered) {
        if (!shown.includes(question)) continue;
        unanswered.delete(question);
        setImmediate(() => stdin.write(answer));
      }
    });
  }
});
