import type { SpedyCommand } from './spedy-command.ts';
import type { OutputOptions, Terminal } from './terminal.ts';
import { printDone, withNewDatabase } from './with-database.ts';

/** `spedy migrate` */
export function migrateCommand(program: SpedyCommand, terminal: Terminal): void {
  program
    .operation('migrate', {
      summary: 'bring the database up to date',
      details: 'Every other command, and the server when it starts, does so too.',
      examples: ['spedy migrate', 'DATABASE_URL=postgres://spedy@db.internal/spedy spedy migrate --json'],
    })
    .action((options: OutputOptions) =>
      withNewDatabase(terminal.env, async ({ applied }) => {
        const line =
          applied.length === 0 ? 'The database is up to date.' : `Brought up to date: ${applied.join(', ')}.`;
        printDone(terminal, options, { applied }, [line]);
      }),
    );
}
