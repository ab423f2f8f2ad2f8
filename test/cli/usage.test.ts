import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { version } from '../../src/contract/version.ts';
import { expectFailure } from '../support/servers/command-line.ts';
import { createOperator, type Operator } from '../support/servers/operator.ts';

/** Returns every command and group, each as a list of words. */
function commandsOf(program: Command): string[][] {
  const below = (command: Command): string[][] =>
    command.commands.flatMap((child) => [
      [child.name()],
      ...below(child).map((words) => [child.name(), ...words]),
    ]);
  return below(program);
}
const commands = commandsOf(await buildProgram(process));

/** Operators' commands also work without the word `admin`. */
const operatorNames = commands.flatMap(([first, ...words]) =>
  first === 'admin' && words.length > 0 ? [words.join(' ')] : [],
);
/** Members have commands for their own tokens, so the names of the operator's need an option (token-alias.test.ts). */
const aliases = operatorNames.filter((name) => !/^token\b/.test(name));

describe('the command line', () => {
  let operator: Operator;
  beforeAll(async () => {
    operator = await createOperator({ empty: true });
  });
  afterAll(() => operator.drop());

  it.each(commands.map((words) => words.join(' ')))('prints help with an example: %s', async (name) => {
    const { exitCode, stdout, stderr } = await operator.spedy([...name.split(' '), '--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`Usage: spedy ${name}`);
    expect(stdout).toMatch(new RegExp(`Examples?:\\n {2}\\$ .*spedy ${name}`));
  });

  it.each(aliases)('has the earlier name of an operator: %s', async (name) => {
    const [before, now] = await Promise.all([
      operator.spedy([...name.split(' '), '--help']),
      operator.spedy(['admin', ...name.split(' '), '--help']),
    ]);
    expect(before).toEqual(now);
    expect(await operator.spedy(['help', ...name.split(' ').slice(0, 1)])).toMatchObject({ exitCode: 0 });
  });

  it('has every specified command', () => {
    expect(operatorNames).toEqual(
      expect.arrayContaining([
        'migrate',
        'org create',
        'org set-plan',
        'user create',
        'user set-role',
        'user deactivate',
        'user reset-two-factor',
        'user reset-password',
        'user end-sessions',
        'user reactivate',
        'user list',
        'org list',
        'token list',
        'mail test',
        'mail list',
        'token create',
        'token revoke',
        'board create',
        'audit verify',
      ]),
    );
  });

  it('prints its version, and its help without a command', async () => {
    expect(await operator.spedy(['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
    for (const args of [[], ['org'], ['admin'], ['admin', 'org']]) {
      const { exitCode, stdout, stderr } = await operator.spedy(args);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toContain('Usage: spedy');
    }
  });

  it.each([
    ['an unknown command', ['ogr'], "unknown command 'ogr'; did you mean 'org'?", 'doctor, admin'],
    ['an unknown subcommand', ['user', 'creat'], "did you mean 'create'?", 'create, set-role, deactivate'],
    ['an unknown option', ['migrate', '--jsno'], "unknown option '--jsno'; did you mean '--json'?", '--json'],
    [
      'an unknown option before a missing one',
      ['org', 'create', 'a', '--nam', 'A'],
      "did you mean '--name'?",
      '',
    ],
    [
      'missing options',
      ['org', 'create', 'a', '--name', 'A'],
      '--plan <plan> (starter, trial',
      '--admin-email',
    ],
    [
      'a missing argument',
      ['org', 'set-plan', 'acme-corp'],
      'missing argument <plan> (starter',
      'org set-plan --help',
    ],
    ['a missing value', ['audit', 'verify', '--org'], "'--org <slug>'", 'audit verify --help'],
    ['too many arguments', ['migrate', 'now'], 'too many arguments', 'migrate --help'],
  ])('explains %s in one line, with exit code 2', async (_, args, explanation, list) => {
    const line = expectFailure(await operator.spedy(args), 2);
    expect(line).toContain(explanation);
    expect(line).toContain(list);
  });

  it('does not repeat a possible password', async () => {
    for (const args of [
      ['migrate', '--pasword=hunter2'],
      ['migrate', 'hunter2'],
      ['org', 'create', 'a', '--pasword=hunter2'],
    ]) {
      expect(expectFailure(await operator.spedy(args), 2)).not.toContain('hunter2');
    }
  });

  it('prints an error in one line, whatever the arguments contain', async () => {
    const args = ['org', 'set-plan', 'a\nb\u001b[2J', 'pro'];
    const line = expectFailure(await operator.spedy(args), 1);
    expect(line).not.toContain('\u001b');
  });

  it('names every invalid setting, in one line for each', async () => {
    const env = { PORT: 'x', LOG_LEVEL: 'loud' };
    const { exitCode, stdout, stderr } = await operator.spedy(['migrate', '--json'], { env });
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^spedy: PORT must be [^\n]+\nspedy: LOG_LEVEL must be [^\n]+\n$/);
  });
});
