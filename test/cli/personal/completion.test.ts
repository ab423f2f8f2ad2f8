import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKind } from '../../support/databases/database.ts';
import { expectFailure, runOnTerminal } from '../../support/servers/command-line.ts';
import { findProgram } from '../../support/servers/find-program.ts';

const spedy = (...args: string[]) => runOnTerminal(args, {}, Readable.from([]));

/** What each line completes to, sorted; with what must be among it. */
const lines: [line: string, among: string[]][] = [
  ['spedy to', ['token']],
  ['spedy ', ['admin', 'api', 'login', 'logout', 'ticket', 'token', 'whoami']],
  ['spedy token ', ['create', 'list', 'revoke', 'rotate']],
  ['spedy token create --print', ['--print-only-secret']],
  ['spedy token create --name list --we', ['--web']],
  ['spedy admin org set-', ['set-plan']],
  ['spedy org set-', ['set-plan']],
  ['spedy --version admin us', ['user']],
];

describe.runIf(databaseKind === 'sqlite')('spedy completion', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spedy-completion-'));
  beforeAll(async () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { exitCode, stdout, stderr } = await spedy('completion', shell);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      writeFileSync(join(folder, `spedy.${shell}`), stdout);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = (shell: string, script: string, ...args: string[]) =>
    execFileSync(shell, ['-c', script, shell, ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: folder, XDG_CONFIG_HOME: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  it.each(lines)('completes in bash: %s', (line, among) => {
    const script = `source ./spedy.bash
      COMP_WORDS=($1); [[ $1 == *' ' ]] && COMP_WORDS+=('')
      COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); COMPREPLY=(); _spedy
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const found = run('bash', script, line).trim().split('\n');
    expect(found).toEqual(expect.arrayContaining(among));
    if (!line.endsWith(' ')) expect(found).toEqual(among);
  });

  it.runIf(findProgram('zsh')).each(lines)('completes in zsh: %s', (line, among) => {
    // _describe and compdef belong to the interactive shell; this prints what they would get.
    const script = `compdef() {}; _files() {}
      _describe() { local name=\${@[-1]}; print -rl -- \${\${(@P)name}%%:*} }
      source ./spedy.zsh
      words=(\${=1}); [[ $1 == *' ' ]] && words+=('')
      CURRENT=$#words; PREFIX=\${words[-1]}; _spedy`;
    const found = run('zsh', script, line).trim().split('\n');
    expect(found).toEqual(expect.arrayContaining(among));
  });

  it.runIf(findProgram('fish')).each(lines)('completes in fish: %s', (line, among) => {
    const found = run('fish', 'source ./spedy.fish; complete -C $argv[2]', line);
    expect(found.split('\n').map((suggestion) => suggestion.split('\t')[0])).toEqual(
      expect.arrayContaining(among),
    );
  });

  it('is valid for each shell that is installed', () => {
    for (const shell of ['bash', 'zsh', 'fish'].filter((name) => findProgram(name)))
      execFileSync(shell, ['-n', join(folder, `spedy.${shell}`)]);
  });

  it('names the shells', async () => {
    expect(expectFailure(await spedy('completion', 'tcsh'), 2)).toContain('bash, zsh, fish');
  });
});
