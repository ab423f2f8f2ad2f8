import type { SpedyCommand } from '../spedy-command.ts';
import type { Terminal } from '../terminal.ts';
import { addSettingOptions, commandLineOf } from './setting-options.ts';

/** `spedy serve`: runs the server until it is stopped. */
export function serveCommand(program: SpedyCommand, terminal: Terminal): void {
  const command = program
    .command('serve')
    .summary('start the server')
    .description(
      'Start the server, and run until Ctrl-C or SIGTERM. An empty database prints a one-time link that creates the first organization. The log goes to standard output.',
    )
    .helpGroup('For operators:')
    .addHelpText(
      'after',
      '\nOther settings are variables or keys of the settings file; spedy config lists them.\n\nExamples:\n  $ spedy serve\n  $ spedy serve --config spedy.toml\n  $ spedy serve --host 0.0.0.0 --port 8080 --database sqlite:/var/lib/spedy/spedy.db',
    );
  addSettingOptions(command).action(async (options: Record<string, string>) => {
    // Imported here, because the other commands start faster without the server.
    const { runServer } = await import('../../server/run/run-server.ts');
    await runServer(terminal.env, commandLineOf(options));
  });
}
