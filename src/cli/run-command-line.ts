import { CommanderError } from 'commander';
import { resolveAlias } from './aliases.ts';
import { asLine, CommandFailure, SignInNeeded, UsageError } from './failure.ts';
import { buildProgram } from './program.ts';
import type { Terminal } from './terminal.ts';
import { chooseTokenCommand } from './token/choose-command.ts';

/**
 * Runs one command and returns its exit code: 0 success, 1 failure, 2 invalid usage, 4 nobody is signed in. Prints
 * failures as one line on standard error.
 */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const chosen = await chooseTokenCommand(args, terminal.env);
    const program = await buildProgram(terminal, chosen[0]);
    await program.parseAsync(resolveAlias(program, chosen), { from: 'user' });
    return 0;
  } catch (error) {
    // Help and version are printed already; commander uses 1 for help without a command.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    terminal.stderr.write(`spedy: ${await describe(error)}\n`);
    if (error instanceof UsageError) return 2;
    return error instanceof SignInNeeded ? 4 : 1;
  }
}

/** What else can go wrong is known by modules that only commands on the database need. */
async function describe(error: unknown): Promise<string> {
  if (error instanceof CommandFailure || error instanceof UsageError) return asLine(error.message);
  const { describeFailure } = await import('./describe-failure.ts');
  return describeFailure(error);
}
