import { version } from '../contract/version.ts';
import { addAdminCommands } from './admin/commands.ts';
import { demo } from './demo/command.ts';
import { doctorCommand } from './doctor.ts';
import { SpedyCommand } from './spedy-command.ts';
import type { Terminal } from './terminal.ts';

const closing = `
Exit codes: 0 success, 1 failure, 2 invalid usage.

Examples:
  $ spedy admin org create acme-corp --name "Acme Corp" --plan pro --admin-email ada@acme.example
  $ spedy admin token create --org acme-corp --email ada@acme.example --name "CI Pipeline" --expires-in 90d`;

/** Builds all commands, in the order of the help text. */
export function buildProgram(terminal: Terminal): SpedyCommand {
  const program = new SpedyCommand('spedy')
    .description('The Spedy command line.')
    .version(version)
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .addHelpText('after', closing);
  addAdminCommands(program, terminal);
  doctorCommand(program, terminal);
  demo(program, terminal);
  return program;
}
