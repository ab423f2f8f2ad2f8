import { open } from 'node:fs/promises';
import { formatCheckpoint, parseCheckpoint } from '../../audit/checkpoint.ts';
import { readExport, UnreadableExport } from '../../audit/read-export.ts';
import { type Checkpoint, verifyAudit } from '../../audit/verify.ts';
import { verifyExport } from '../../audit/verify-export.ts';
import { allSlugs } from '../../organizations/queries.ts';
import type { Database } from '../../storage/database.ts';
import { CommandFailure } from '../failure.ts';
import { requireAnyOrganization } from '../find.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import type { OutputOptions, Terminal } from '../terminal.ts';
import { printDone, withDatabase } from '../with-database.ts';

type Options = OutputOptions & {
  readonly org?: string;
  readonly export?: string;
  readonly from?: string;
};

/** `spedy admin audit verify`. Exits with 1 if a chain is broken or differs from an export. */
export function auditVerify(audit: SpedyCommand, terminal: Terminal): void {
  audit
    .operation('verify', {
      summary: 'check that no audit event was changed, removed or inserted',
      details:
        'Reports where a chain is broken, and exits with code 1. Anyone who controls the database can rewrite a whole chain or cut off its end. To detect this, compare the chain with an exported log (NDJSON or CSV) that you stored elsewhere: --export reports where they differ. Each intact chain is reported with a checkpoint. Store it there too: --from verifies only the events after it, and that nothing up to it was rewritten.',
      examples: [
        'spedy admin audit verify',
        'spedy admin audit verify --org acme-corp --json',
        'spedy admin audit verify --org acme-corp --export acme-corp-audit-2026-06-01.ndjson',
        'spedy admin audit verify --org acme-corp --from "$(cat last-checkpoint)"',
      ],
    })
    .option('--org <slug>', 'verify one organization only')
    .option('--export <file>', "an exported log to compare with the organization's chain")
    .option('--from <checkpoint>', 'verify only the events after a checkpoint of an earlier verification')
    .action((options: Options) =>
      withDatabase(terminal.env, async ({ db }) => {
        const slugs = options.org === undefined ? await allSlugs(db) : [options.org];
        if (options.export !== undefined && slugs.length !== 1)
          throw new CommandFailure('--export needs --org: name the organization that the file belongs to');
        if (options.from !== undefined && options.org === undefined)
          throw new CommandFailure(
            '--from needs --org: name the organization that the checkpoint belongs to',
          );
        const from = options.from === undefined ? undefined : parseCheckpoint(options.from);
        if (from === null)
          throw new CommandFailure('--from must be a checkpoint as `audit verify` prints it: SEQUENCE:HASH');
        const organizations = [];
        for (const slug of slugs)
          organizations.push(await verifyOrganization(db, slug, from, options.export));
        const lines = organizations.flatMap((organization) => organization.lines);
        const result = { organizations: organizations.map(({ checked }) => checked) };
        printDone(terminal, options, result, lines.length > 0 ? lines : ['There is no organization yet.']);
        const problems = organizations.flatMap((organization) => organization.problems);
        if (problems.length > 0) throw new CommandFailure(problems.join(' '));
      }),
    );
}

async function verifyOrganization(
  db: Database,
  slug: string,
  from: Checkpoint | undefined,
  file: string | undefined,
) {
  const {
    organization: { id },
  } = await requireAnyOrganization(db, slug);
  const verified = await verifyAudit(db, id, from);
  const chain = verified.intact
    ? { ...verified, checkpoint: formatCheckpoint(verified.checkpoint) }
    : verified;
  const after = from === undefined ? '' : ` (verified after event ${from.sequence})`;
  const chainLine = chain.intact
    ? `${slug}: intact, ${chain.events} events${after}. Checkpoint: ${chain.checkpoint}`
    : `${slug}: BROKEN at event ${chain.brokenAt}: ${chain.reason}.`;
  const problems = chain.intact ? [] : [chainLine];
  if (file === undefined) return { checked: { slug, ...chain }, lines: [chainLine], problems };
  const copy = await checkExport(db, id, file);
  const copyLine = copy.matches
    ? `${slug}: the chain contains all ${copy.events} events of ${file}.`
    : `${slug}: DIFFERS from ${file} at event ${copy.differsAt}: ${copy.reason}.`;
  if (!copy.matches) problems.push(copyLine);
  return { checked: { slug, ...chain, export: copy }, lines: [chainLine, copyLine], problems };
}

/** @throws CommandFailure for a file that cannot be read or is not an export */
async function checkExport(db: Database, organizationId: string, file: string) {
  try {
    const handle = await open(file);
    return await verifyExport(db, organizationId, readExport(handle.createReadStream({ encoding: 'utf8' })));
  } catch (error) {
    if (error instanceof UnreadableExport) throw new CommandFailure(`${file}: ${error.message}`);
    if (error instanceof Error && 'syscall' in error)
      throw new CommandFailure(`cannot read ${file}: ${error.message}`);
    throw error;
  }
}
