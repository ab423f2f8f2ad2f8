import { readConfig } from '../../server/config.ts';
import { addSettingOptions, commandLineOf } from '../server/setting-options.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import type { Terminal } from '../terminal.ts';
import { demoDefaults } from './defaults.ts';

/** `spedy demo`: serves example data until stopped. */
export function demo(program: SpedyCommand, terminal: Terminal): void {
  const command = program
    .command('demo')
    .summary('try Spedy with example data')
    .description(
      'Try Spedy with example data: an organization with boards, tickets and three members with public passwords. Uses the database sqlite:./data/demo.db unless DATABASE_URL is set. Later runs reuse the data and create a new token.',
    )
    .helpGroup('Development:')
    .addHelpText('after', '\nExamples:\n  $ spedy demo\n  $ spedy demo --port 8080');
  addSettingOptions(command).action(async (options: Record<string, string>) => {
    const config = readConfig(terminal.env, { ...commandLineOf(options), defaults: demoDefaults });
    if (!isLoopback(config.host)) {
      terminal.stderr.write(
        `\nWARNING: the demo listens on ${config.host}, where other machines can reach it, and its passwords are public. ${config.nameSources('Unset HOST')}, or use "spedy serve" for a real server.\n\n`,
      );
    }
    // Imported here, because the other commands start twice as fast without the server.
    const { runDemo } = await import('./run.ts');
    await runDemo(config, terminal);
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
