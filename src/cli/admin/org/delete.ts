import { ownOrigin } from '../../../contract/change-origin.ts';
import { formatTimestamp } from '../../../contract/timestamps.ts';
import { deleteOrganization } from '../../../organizations/deletion/delete-organization.ts';
import { requireOrganization } from '../../find.ts';
import type { SpedyCommand } from '../../spedy-command.ts';
import type { OutputOptions, Terminal } from '../../terminal.ts';
import { printDone, withDatabase } from '../../with-database.ts';

/** `spedy admin org delete SLUG` */
export function orgDelete(org: SpedyCommand, terminal: Terminal): void {
  org
    .operation('delete', {
      summary: 'delete an organization, which can be restored for 30 days',
      details:
        'Its address, members and credentials stop immediately, and its administrators are told. After 30 days, the server erases it.',
      examples: ['spedy admin org delete acme-corp'],
    })
    .argument('<slug>', "the organization's subdomain")
    .action((slug: string, options: OutputOptions) =>
      withDatabase(terminal.env, async ({ db, now }) => {
        const { id } = await requireOrganization(db, slug);
        const from = ownOrigin('operator', now);
        const until = formatTimestamp(await deleteOrganization(db, id, from, { by: null, name: null }));
        printDone(terminal, options, { organization: { id, slug, restorableUntil: until } }, [
          `Deleted ${slug}. Until ${until} you can restore it with: spedy admin org restore ${slug}`,
        ]);
      }),
    );
}
