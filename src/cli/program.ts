import { apiCommand } from './api/command.ts';
import { completionCommand } from './completion/command.ts';
import { baseProgram } from './server/base-program.ts';
import { loginCommand } from './sign-in/login.ts';
import { logoutCommand } from './sign-in/logout.ts';
import { switchCommand } from './sign-in/switch.ts';
import { whoamiCommand } from './sign-in/whoami.ts';
import type { SpedyCommand } from './spedy-command.ts';
import type { Terminal } from './terminal.ts';
import { ticketCommands } from './ticket/commands.ts';
import { tokenCommands } from './token/commands.ts';

const closing = `
Exit codes: 0 success, 1 failure, 2 invalid usage, 4 nobody is signed in.

Examples:
  $ spedy login --host acme-corp.example
  $ spedy token create --name "CI Pipeline" --expires-in 90d
  $ spedy ticket list --status IN_PROGRESS
  $ spedy admin org create acme-corp --name "Acme Corp" --plan pro --admin-email ada@acme.example`;

/**
 * Builds the commands, in the order of the help text.
 * @param first the command that will run. If it needs no database, only commands that need none are built, because the
 * others take several times as long to load.
 */
export async function buildProgram(terminal: Terminal, first?: string): Promise<SpedyCommand> {
  const program = baseProgram(terminal).addHelpText('after', closing);
  loginCommand(program, terminal);
  logoutCommand(program, terminal);
  whoamiCommand(program, terminal);
  switchCommand(program, terminal);
  tokenCommands(program, terminal);
  ticketCommands(program, terminal);
  apiCommand(program, terminal);
  completionCommand(program, terminal, () => buildProgram(terminal));
  if (program.commands.some((command) => command.name() === first)) return program;
  const { addServerCommands } = await import('./server-commands.ts');
  addServerCommands(program, terminal);
  return program;
}
