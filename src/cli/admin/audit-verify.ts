import { open } from 'node:fs/promises';
import { readExport, UnreadableExport } from '../../audit/read-export.ts';
import { verifyAudit } from '../../audit/verify.ts';
import { verifyExport } from '../../audit/verify-export.ts';
import { allSlugs } from '../../organizations/queries.ts';
import type { Database } from '../../storage/database.ts';
import { CommandFailure } from '../failure.ts';
import { requireOrganization } from '../find.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import type { OutputOptions, Terminal } from '../terminal.ts';
import { printDone, withDatabase } from '../with-database.ts';

type Options = OutputOptions & { readonly org?: string; readonly export?: string };

/** `spedy audit verify`. Exits with 1 if a chain is broken or differs from an export. */
export function auditVerify(audit: SpedyCommand, terminal: Terminal): void {
  audit
    .operation('verify', {
      summary: 'check that no audit event was changed, removed or inserted',
      details:
        'Reports where a chain is broken, and exits with code 1. Anyone who controls the database can rewrite a whole chain or cut off its end. To detect this, compare the chain with an exported log (NDJSON or CSV) that you stored elsewhere: --export reports where they differ.',
      examples: [
        'spedy audit verify',
        'spedy audit verify --org acme-corp --json',
        'spedy audit verify --org acme-corp --export acme-corp-audit-2026-06-01.ndjson',
      ],
    })
    .option('--org <slug>', 'verify one organization only')
    .option('--export <file>', "an exported log to compare with the organization's chain")
    .action((options: Options) =>
      withDatabase(terminal.env, async ({ db }) => {
        const slugs = options.org === undefined ? await allSlugs(db) : [options.org];
        if (options.export !== undefined && slugs.length !== 1)
          throw new CommandFailure('--export needs --org: name the organization that the file belongs to');
        const organizations = [];
        for (const slug of slugs) organizations.push(await verifyOrganization(db, slug, options.export));
        const lines = organizations.flatMap((organization) => organization.lines);
        const result = { organizations: organizations.map(({ checked }) => checked) };
        printDone(terminal, options, result, lines.length > 0 ? lines : ['There is no organization yet.']);
        const problems = organizations.flatMap((organization) => organization.problems);
        if (problems.length > 0) throw new CommandFailure(problems.join(' '));
      }),
    );
}

async function verifyOrganization(db: Database, slug: string, file: string | undefined) {
  const { id } = await requireOrganization(db, slug);
  const chain = await verifyAudit(db, id);
  const chainLine = chain.intact
    ? `${slug}: intact, ${chain.events} events.`
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
