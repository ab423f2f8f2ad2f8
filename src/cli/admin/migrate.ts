import { Progress } from '../../storage/migrations/progress.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import type { OutputOptions, Terminal } from '../terminal.ts';
import { printDone, withNewDatabase } from '../with-database.ts';

/** `spedy admin migrate` */
export function migrateCommand(program: SpedyCommand, terminal: Terminal): void {
  program
    .operation('migrate', {
      summary: 'migrate the database to the current schema',
      details: 'The server and all other commands also do this when they start.',
      examples: [
        'spedy admin migrate',
        'DATABASE_URL=postgres://spedy@db.internal/spedy spedy admin migrate --json',
      ],
    })
    .action(async (options: OutputOptions) => {
      const print = (line: string) => terminal.stderr.write(`${line}\n`);
      const progress = new Progress((step, seconds) => print(`Running ${step} for ${seconds} seconds …`));
      const work: Parameters<typeof withNewDatabase>[1] = async ({ applied }) => {
        const line = applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`;
        printDone(terminal, options, { applied }, [line]);
      };
      const watcher = {
        begins: (step: string) => progress.begin(step),
        blocked: (step: string, seconds: number) => {
          progress.end();
          print(`${step} waits for a lock of another session; trying again in ${seconds} seconds …`);
        },
      };
      await withNewDatabase(terminal.env, work, watcher).finally(() => progress.end());
    });
}
