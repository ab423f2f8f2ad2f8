import { CommanderError } from 'commander';
import { resolveAlias } from './aliases.ts';
import { describeFailure, UsageError } from './failure.ts';
import { buildProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs one command and returns its exit code: 0 success, 1 failure, 2 invalid usage. Prints failures as one
 * line on standard error.
 */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const program = buildProgram(terminal);
    await program.parseAsync(resolveAlias(program, args), { from: 'user' });
    return 0;
  } catch (error) {
    // Help and version are printed already; commander uses 1 for help without a command.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    terminal.stderr.write(`spedy: ${describeFailure(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}
