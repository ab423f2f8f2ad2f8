import type { SpedyCommand } from '../spedy-command.ts';
import type { OutputOptions, Terminal } from '../terminal.ts';
import { printDone, withNewDatabase } from '../with-database.ts';

/** `spedy migrate` */
export function migrateCommand(program: SpedyCommand, terminal: Terminal): void {
  program
    .operation('migrate', {
      summary: 'migrate the database to the current schema',
      details: 'The server and all other commands also do this when they start.',
      examples: ['spedy migrate', 'DATABASE_URL=postgres://spedy@db.internal/spedy spedy migrate --json'],
    })
    .action((options: OutputOptions) =>
      withNewDatabase(terminal.env, async ({ applied }) => {
        const line = applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`;
        printDone(terminal, options, { applied }, [line]);
      }),
    );
}
