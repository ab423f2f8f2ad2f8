import { version } from '../../contract/version.ts';
import { fileVariable } from '../../server/settings/catalog.ts';
import { SpedyCommand } from '../spedy-command.ts';
import type { Terminal } from '../terminal.ts';
import { serveCommand } from './serve.ts';

/** The program with what all commands share, and `serve`. */
export function baseProgram(terminal: Terminal): SpedyCommand {
  const program = new SpedyCommand('spedy')
    .description('The Spedy command line.')
    .version(version)
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .option('--config <file>', `read settings from a TOML file (or ${fileVariable})`);
  // Before every command: they all read their settings from the environment.
  program.hook('preAction', () => {
    const { config } = program.opts<{ config?: string }>();
    if (config !== undefined) terminal.env[fileVariable] = config;
  });
  serveCommand(program, terminal);
  return program;
}
