import { ownOrigin } from '../../../contract/change-origin.ts';
import { organizationOrigin } from '../../../contract/organization-address.ts';
import { restoreOrganization } from '../../../organizations/deletion/delete-organization.ts';
import { CommandFailure } from '../../failure.ts';
import { requireAnyOrganization } from '../../find.ts';
import type { SpedyCommand } from '../../spedy-command.ts';
import type { OutputOptions, Terminal } from '../../terminal.ts';
import { printDone, withDatabase } from '../../with-database.ts';

/** `spedy admin org restore SLUG` */
export function orgRestore(org: SpedyCommand, terminal: Terminal): void {
  org
    .operation('restore', {
      summary: 'restore an organization that was deleted less than 30 days ago',
      details: 'Members, sessions and tokens that have not expired since then work again immediately.',
      examples: ['spedy admin org restore acme-corp'],
    })
    .argument('<slug>', "the organization's subdomain")
    .action((slug: string, options: OutputOptions) =>
      withDatabase(terminal.env, async ({ db, config, now }) => {
        const { organization, deletedAt } = await requireAnyOrganization(db, slug);
        if (deletedAt === null) throw new CommandFailure(`${slug} is not deleted`);
        await restoreOrganization(db, organization.id, ownOrigin('operator', now));
        const { id, plan } = organization;
        printDone(terminal, options, { organization: { id, slug, plan } }, [
          `Restored ${slug}: ${organizationOrigin(config, slug)}`,
        ]);
      }),
    );
}
