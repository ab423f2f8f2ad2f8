import { verifyAudit } from '../audit/verify.ts';
import { allSlugs } from '../organizations/queries.ts';
import type { Database } from '../storage/database.ts';
import { CommandFailure } from './failure.ts';
import { requireOrganization } from './find.ts';
import type { SpedyCommand } from './spedy-command.ts';
import type { OutputOptions, Terminal } from './terminal.ts';
import { printDone, withDatabase } from './with-database.ts';

type Options = OutputOptions & { readonly org?: string };

/** `spedy audit verify`: exit code 1 where a chain is broken. */
export function auditVerify(audit: SpedyCommand, terminal: Terminal): void {
  audit
    .operation('verify', {
      summary: 'check that no event of the audit log was changed, removed or inserted',
      details: 'Says where a chain is broken, with exit code 1.',
      examples: ['spedy audit verify', 'spedy audit verify --org acme-corp --json'],
    })
    .option('--org <slug>', 'one organization; without it, all of them')
    .action((options: Options) =>
      withDatabase(terminal.env, async ({ db }) => {
        const slugs = options.org === undefined ? await allSlugs(db) : [options.org];
        const organizations = [];
        for (const slug of slugs) organizations.push(await verifyOrganization(db, slug));
        const lines = organizations.map(({ line }) => line);
        const result = {
          organizations: organizations.map(({ slug, verification }) => ({ slug, ...verification })),
        };
        printDone(terminal, options, result, lines.length > 0 ? lines : ['There is no organization yet.']);
        const broken = organizations.filter(({ verification }) => !verification.intact);
        if (broken.length > 0) throw new CommandFailure(broken.map(({ line }) => line).join(' '));
      }),
    );
}

async function verifyOrganization(db: Database, slug: string) {
  const { id } = await requireOrganization(db, slug);
  const verification = await verifyAudit(db, id);
  const line = verification.intact
    ? `${slug}: intact, ${verification.events} events.`
    : `${slug}: BROKEN at event ${verification.brokenAt}: ${verification.reason}.`;
  return { slug, verification, line };
}
