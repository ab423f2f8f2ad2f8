import { CommanderError } from 'commander';
import { resolveAlias } from './aliases.ts';
import { asLine, CommandFailure, SignInNeeded, UsageError } from './failure.ts';
import { baseProgram } from './server/base-program.ts';
import type { SpedyCommand } from './spedy-command.ts';
import type { Terminal } from './terminal.ts';
import { chooseTokenCommand } from './token/choose-command.ts';

/**
 * Runs one command and returns its exit code: 0 success, 1 failure, 2 invalid usage, 4 nobody is signed in. Prints
 * failures as one line on standard error.
 */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  const own = withOwnEnvironment(terminal);
  try {
    const chosen = await chooseTokenCommand(args, terminal.env);
    const program = await programFor(chosen, own);
    await program.parseAsync(resolveAlias(program, chosen), { from: 'user' });
    return 0;
  } catch (error) {
    // Help and version are printed already; commander uses 1 for help without a command.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    for (const line of await describe(error, own.env)) terminal.stderr.write(`spedy: ${line}\n`);
    if (error instanceof UsageError) return 2;
    return error instanceof SignInNeeded ? 4 : 1;
  }
}

/**
 * One line, or one for each invalid setting. What else can go wrong is known by modules that only commands on the database
 * need.
 */
async function describe(error: unknown, env: NodeJS.ProcessEnv): Promise<string[]> {
  const lines =
    error instanceof CommandFailure || error instanceof UsageError
      ? [asLine(error.message)]
      : (await import('./describe-failure.ts')).describeFailures(error);
  if (!lines.some((line) => /[A-Z]_[A-Z]/.test(line))) return lines;
  const { nameSources } = await import('../server/settings/name-sources.ts');
  const { readSources } = await import('../server/settings/sources.ts');
  return lines.map(nameSources(readSources(env)));
}

/** A server stays smaller and starts faster without the other commands. */
async function programFor([first]: readonly string[], terminal: Terminal): Promise<SpedyCommand> {
  if (first === 'serve') return baseProgram(terminal);
  const { buildProgram } = await import('./program.ts');
  return buildProgram(terminal, first);
}

/** Options such as --config change the environment of the command only. The streams are read on use, which opens them. */
function withOwnEnvironment(terminal: Terminal): Terminal {
  return {
    env: { ...terminal.env },
    get stdin() {
      return terminal.stdin;
    },
    get stdout() {
      return terminal.stdout;
    },
    get stderr() {
      return terminal.stderr;
    },
  };
}
