import { readConfig } from '../../config.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import type { Terminal } from '../terminal.ts';
import { demoOrganization } from './team.ts';

/** `spedy demo`: example data, and a server on it until stopped. */
export function demo(program: SpedyCommand, terminal: Terminal): void {
  program
    .command('demo')
    .summary('serve example data, to try Spedy out')
    .description(
      'Serve example data, to try Spedy out: an organization with boards, tickets and three members whose passwords everyone knows. Its database is sqlite:./data/demo.db unless DATABASE_URL is set; a second run uses it again and makes a fresh token.',
    )
    .helpGroup('Development:')
    .addHelpText('after', '\nExamples:\n  $ spedy demo\n  $ PORT=8080 spedy demo')
    .action(async () => {
      const { env } = terminal;
      // The server's own log would bury what the person needs to read.
      const quiet = { ...env, LOG_LEVEL: env.LOG_LEVEL?.trim() || 'warn' };
      const config = readConfig(quiet, {
        databaseUrl: 'sqlite:./data/demo.db',
        defaultOrganization: demoOrganization.slug,
      });
      if (!isLoopback(config.host)) {
        terminal.stderr.write(
          `\nWARNING: the demo listens on ${config.host}, where other machines can reach it, and everyone knows its passwords. Unset HOST, or use "npm start" for a server of your own.\n\n`,
        );
      }
      // Only here: the other commands need no server, and start in half the time without.
      const { runDemo } = await import('./run.ts');
      await runDemo(config, terminal);
    });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
