import { ownOrigin } from '../../../contract/change-origin.ts';
import { organizationOrigin } from '../../../contract/organization-address.ts';
import { renameOrganization } from '../../../organizations/address/change-slug.ts';
import { requireOrganization } from '../../find.ts';
import type { SpedyCommand } from '../../spedy-command.ts';
import type { OutputOptions, Terminal } from '../../terminal.ts';
import { printDone, withDatabase } from '../../with-database.ts';

/** `spedy admin org rename SLUG NEW` */
export function orgRename(org: SpedyCommand, terminal: Terminal): void {
  org
    .operation('rename', {
      summary: "change an organization's subdomain",
      details:
        'The old address stops immediately, and nothing is forwarded. All members sign in again. Access tokens work at the new address; passkeys, connected apps, single sign-on and provisioning have to be set up again. No other organization gets the old subdomain for 90 days.',
      examples: ['spedy admin org rename acme-corp acme'],
    })
    .argument('<slug>', "the organization's subdomain")
    .argument('<new>', 'the new subdomain: lowercase letters, digits and dashes')
    .action((slug: string, newSlug: string, options: OutputOptions) =>
      withDatabase(terminal.env, async ({ db, config, now }) => {
        const { id, plan } = await requireOrganization(db, slug);
        const renamed = await renameOrganization(db, id, ownOrigin('operator', now), newSlug);
        const organization = { id, slug: renamed.slug, plan };
        printDone(terminal, options, { organization }, [
          `${slug} is now at ${organizationOrigin(config, renamed.slug)}.`,
          ...(slug === config.defaultOrganization && renamed.slug !== slug
            ? [`Set SPEDY_DEFAULT_ORGANIZATION to ${renamed.slug} and restart the server: it names ${slug}.`]
            : []),
        ]);
      }),
    );
}
