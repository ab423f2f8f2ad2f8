import { ownOrigin } from '../../contract/change-origin.ts';
import { removeProvider } from '../../single-sign-on/settings/save-provider.ts';
import { requireOrganization } from '../find.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import type { OutputOptions, Terminal } from '../terminal.ts';
import { printDone, withDatabase } from '../with-database.ts';

/** `spedy admin org remove-single-sign-on SLUG` */
export function orgRemoveSingleSignOn(org: SpedyCommand, terminal: Terminal): void {
  org
    .operation('remove-single-sign-on', {
      summary: "remove an organization's identity provider",
      details:
        'Takes effect immediately. Passwords work again, for an organization that nobody can sign in to because its identity provider fails.',
      examples: ['spedy admin org remove-single-sign-on acme-corp'],
    })
    .argument('<slug>', "the organization's subdomain")
    .action((slug: string, options: OutputOptions) =>
      withDatabase(terminal.env, async ({ db, now }) => {
        const { id } = await requireOrganization(db, slug);
        await removeProvider(db, id, ownOrigin('operator', now), null);
        printDone(terminal, options, { organization: { id, slug } }, [
          `${slug} no longer uses single sign-on: members sign in with their passwords.`,
        ]);
      }),
    );
}
