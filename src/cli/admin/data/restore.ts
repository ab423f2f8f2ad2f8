import { verifyAudit } from '../../../audit/verify.ts';
import { judgeKeys } from '../../../credentials/keys/load.ts';
import type { KeyRow } from '../../../credentials/keys/queries.ts';
import { allOrganizations } from '../../../organizations/queries.ts';
import { type Config, readConfig } from '../../../server/config.ts';
import type { VerifiedBackup } from '../../../storage/backup/verify.ts';
import { databaseName } from '../../../storage/database-name.ts';
import { withDeadline } from '../../../storage/deadline.ts';
import { CommandFailure, UsageError } from '../../failure.ts';
import type { SpedyCommand } from '../../spedy-command.ts';
import type { OutputOptions, Terminal } from '../../terminal.ts';
import { printDone, withDatabaseName, withDatabaseOf } from '../../with-database.ts';
import { describeDataFailure } from './failures.ts';
import { type ProgressLine, progressLine } from './progress-line.ts';

type Options = OutputOptions & { readonly sha256?: string; readonly dryRun?: true };

/** Milliseconds for each batch of the search index. */
const fillDeadline = 3_600_000;

/** `spedy admin restore FILE` */
export function restoreCommand(admin: SpedyCommand, terminal: Terminal): void {
  admin
    .operation('restore', {
      summary: 'restore a backup into an empty database',
      details:
        'The database in DATABASE_URL must not be in use, and have no data: nothing is ever replaced. First the whole file is checked, then it is restored, compared row by row, migrated to this version, and every audit log is verified. If anything fails, the database stays empty.',
      examples: [
        'spedy admin restore spedy-2026-11-30.backup',
        'DATABASE_URL=postgres://spedy@db.internal/spedy spedy admin restore spedy.backup',
        'spedy admin restore spedy.backup --dry-run',
      ],
    })
    .argument('<file>', 'a file that spedy admin backup wrote')
    .option('--sha256 <hash>', 'the SHA-256 that backup printed, to detect that somebody replaced the file')
    .option('--dry-run', 'only check the file, and that the database is empty and not in use')
    .action((file: string, options: Options) => restore(terminal, file, options));
}

async function restore(terminal: Terminal, file: string, options: Options): Promise<void> {
  if (options.sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(options.sha256))
    throw new UsageError('--sha256 must be 64 hexadecimal digits. See: spedy admin restore --help');
  const config = readConfig(terminal.env);
  const progress = progressLine(terminal);
  try {
    await restoreFile(terminal, config, file, options, progress);
  } catch (error) {
    throw withDatabaseName(databaseName(config.databaseUrl), describeDataFailure(error, file));
  } finally {
    progress.end();
  }
}

async function restoreFile(
  terminal: Terminal,
  config: Config,
  file: string,
  options: Options,
  progress: ProgressLine,
): Promise<void> {
  const { openTarget, restoreBackup } = await import('../../../storage/backup/restore.ts');
  const { rowsOf, verifyBackup } = await import('../../../storage/backup/verify.ts');
  const backup = await verifyBackup(file, progress, options.sha256);
  const key = judgeKeys(backup.secretKeys.map(keyRow), config.secretKeys);
  const target = await openTarget(config.databaseUrl);
  try {
    if (options.dryRun !== true) await restoreBackup(file, backup, target, progress);
  } finally {
    await target.close();
  }
  const { createdAt, engine, program, tables } = backup.head;
  const rows = rowsOf(backup.head);
  const about = `a backup of ${engine} from ${createdAt} (Spedy ${program}): ${rows.toLocaleString('en')} rows of ${tables.length} tables`;
  const secretKey = key && { id: key.id, given: !key.isMissing };
  const result = {
    file,
    createdAt,
    engine,
    program,
    rows,
    tables: backup.end.tables,
    sha256: backup.sha256,
    secretKey,
  };
  const missing = key?.isMissing ? [missingKeyLine(key.id)] : [];
  if (options.dryRun === true) {
    progress.end();
    printDone(terminal, options, { ...result, dryRun: true }, [
      `${file} is ${about}, complete and undamaged. The database is empty. Nothing was restored.`,
      ...missing,
    ]);
    return;
  }
  const audit = await complete(config, backup, progress);
  progress.end();
  printDone(terminal, options, { ...result, audit }, [
    `Restored ${about}.`,
    'Every table has the rows of the backup: counts and contents are the same.',
    `Audit logs: ${audit.length} verified, all intact.`,
    ...missing,
  ]);
}

/** Migrates what was restored to this version, fills the search index, and verifies the audit logs. */
function complete(config: Config, backup: VerifiedBackup, progress: ProgressLine) {
  const tickets = backup.head.tables.find(({ name }) => name === 'tickets')?.rows ?? 0;
  return withDatabaseOf(
    config,
    async ({ db }) => {
      const { fillSearchIndex } = await import('../../../storage/backup/restore.ts');
      await withDeadline(fillDeadline, () => fillSearchIndex(db, tickets, progress));
      const audit = [];
      for (const { id, slug } of await allOrganizations(db)) {
        const verified = await verifyAudit(db, id);
        if (!verified.intact)
          throw new CommandFailure(
            `the backup was restored, but the audit log of ${slug} is broken at event ${verified.brokenAt} (${verified.reason}), as it was when the backup was made: see spedy admin audit verify`,
          );
        audit.push({ slug, events: verified.events });
      }
      return audit;
    },
    { mayCreate: false },
  );
}

function missingKeyLine(id: string): string {
  return `Before you start a server, set SPEDY_SECRET_KEY to the key ${id}, which the backup does not contain.`;
}

function keyRow(row: VerifiedBackup['secretKeys'][number]): KeyRow {
  const text = (name: string) => (typeof row[name] === 'string' ? row[name] : null);
  const wrapped = text('wrapped');
  return {
    id: text('id') ?? '',
    state: text('state') ?? '',
    createdAt: Number(row.created_at),
    retiredAt: null,
    generated: text('generated'),
    wrapped: wrapped === null ? null : Buffer.from(wrapped, 'base64'),
    wrappedBy: text('wrapped_by'),
  };
}
