import { ownOrigin } from '../../../contract/change-origin.ts';
import { changeMember } from '../../../members/members.ts';
import { presentUser } from '../../../members/present.ts';
import { requireMember, requireOrganization } from '../../find.ts';
import type { SpedyCommand } from '../../spedy-command.ts';
import type { OutputOptions, Terminal } from '../../terminal.ts';
import { printDone, withDatabase } from '../../with-database.ts';

type Options = OutputOptions & { readonly org: string; readonly email: string };

/** `spedy admin user deactivate` */
export function userDeactivate(user: SpedyCommand, terminal: Terminal): void {
  user
    .operation('deactivate', {
      summary: 'deactivate a member',
      details:
        'Ends their sessions. Their tokens stop working immediately, and work again if an administrator reactivates the member.',
      examples: ['spedy admin user deactivate --org acme-corp --email tim@acme.example'],
    })
    .requiredOption('--org <slug>', "the organization's subdomain")
    .requiredOption('--email <email>', "the member's email")
    .action((options: Options) =>
      withDatabase(terminal.env, async ({ db, now }) => {
        const organization = await requireOrganization(db, options.org);
        const member = await requireMember(db, organization, options.email);
        const from = ownOrigin('operator', now);
        const user = presentUser(
          await changeMember(db, organization.id, from, member.id, { state: 'deactivated' }),
        );
        printDone(terminal, options, { user }, [`Deactivated ${user.email} in ${organization.slug}.`]);
      }),
    );
}
