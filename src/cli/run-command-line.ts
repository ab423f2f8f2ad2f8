import { CommanderError } from 'commander';
import { describeFailure, UsageError } from './failure.ts';
import { buildProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs one command and says how it ended: 0 done, 1 could not be done, 2 not understood. Failures are one line on
 * standard error.
 */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await buildProgram(terminal).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Help and version, already printed; commander's 1 is help for want of a command.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    terminal.stderr.write(`spedy: ${describeFailure(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}
