import { addAdminCommands } from './admin/commands.ts';
import { demo } from './demo/command.ts';
import { doctorCommand } from './doctor/command.ts';
import { configCommand } from './server/config.ts';
import type { SpedyCommand } from './spedy-command.ts';
import type { Terminal } from './terminal.ts';

/** Adds the commands that load parts of the server. */
export function addServerCommands(program: SpedyCommand, terminal: Terminal): void {
  doctorCommand(program, terminal);
  addAdminCommands(program, terminal);
  configCommand(program, terminal);
  demo(program, terminal);
}
