import { version } from '../../../contract/version.ts';
import { readConfig } from '../../../server/config.ts';
import { databaseName } from '../../../storage/database-name.ts';
import type { SpedyCommand } from '../../spedy-command.ts';
import type { OutputOptions, Terminal } from '../../terminal.ts';
import { printDone, withDatabaseName } from '../../with-database.ts';
import { describeDataFailure } from './failures.ts';
import { progressLine } from './progress-line.ts';

/** `spedy admin backup FILE` */
export function backupCommand(admin: SpedyCommand, terminal: Terminal): void {
  admin
    .operation('backup', {
      summary: 'write all data to one file, also while servers run',
      details:
        'The file is a consistent snapshot that both databases can restore: spedy admin restore moves an installation from SQLite to PostgreSQL and back. It contains everything that the database contains, also a generated secret key, so only its owner can read it. The database is not changed, not even migrated.',
      examples: [
        'spedy admin backup spedy-2026-11-30.backup',
        'DATABASE_URL=postgres://spedy@db.internal/spedy spedy admin backup /var/backups/spedy.backup --json',
      ],
    })
    .argument('<file>', 'the file to write, which must not exist')
    .action((file: string, options: OutputOptions) => backUp(terminal, file, options));
}

async function backUp(terminal: Terminal, file: string, options: OutputOptions): Promise<void> {
  const { openSnapshot } = await import('../../../storage/backup/restore.ts');
  const { writeBackup } = await import('../../../storage/backup/write.ts');
  const { databaseUrl } = readConfig(terminal.env);
  const progress = progressLine(terminal);
  try {
    const snapshot = await openSnapshot(databaseUrl);
    try {
      const about = { program: version, now: Date.now() };
      const { head, bytes, sha256, secretKey } = await writeBackup(snapshot, file, about, progress);
      progress.end();
      const rows = head.tables.reduce((sum, table) => sum + table.rows, 0);
      const schema = head.schema.at(-1) ?? '';
      const tables = Object.fromEntries(head.tables.map((table) => [table.name, table.rows]));
      printDone(terminal, options, { file, bytes, sha256, schema, rows, tables, secretKey }, [
        `Wrote ${file}: ${rows.toLocaleString('en')} rows of ${head.tables.length} tables, ${bytes.toLocaleString('en')} bytes.`,
        `SHA-256: ${sha256}`,
        keyLine(secretKey),
      ]);
    } finally {
      await snapshot.close();
    }
  } catch (error) {
    progress.end();
    throw withDatabaseName(databaseName(databaseUrl), describeDataFailure(error, file));
  }
}

function keyLine(key: { readonly id: string; readonly stored: boolean } | null): string {
  if (key === null) return 'The database has no secret key yet.';
  return key.stored
    ? `The file contains the secret key ${key.id}: keep it as safe as the database.`
    : `The file does not contain the secret key ${key.id}: keep SPEDY_SECRET_KEY too, apart from the file.`;
}
