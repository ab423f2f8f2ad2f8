import { ownOrigin } from '../../../contract/change-origin.ts';
import { changeMember } from '../../../members/members.ts';
import { presentUser } from '../../../members/present.ts';
import { requireMember, requireOrganization } from '../../find.ts';
import type { SpedyCommand } from '../../spedy-command.ts';
import type { OutputOptions, Terminal } from '../../terminal.ts';
import { printDone, withDatabase } from '../../with-database.ts';

type Options = OutputOptions & { readonly org: string; readonly email: string };

/** `spedy admin user reactivate` */
export function userReactivate(user: SpedyCommand, terminal: Terminal): void {
  user
    .operation('reactivate', {
      summary: 'let a deactivated member sign in again',
      details: 'Their access tokens and connected apps work again too.',
      examples: ['spedy admin user reactivate --org acme-corp --email tim@acme.example'],
    })
    .requiredOption('--org <slug>', "the organization's subdomain")
    .requiredOption('--email <email>', "the member's email")
    .action((options: Options) =>
      withDatabase(terminal.env, async ({ db, now }) => {
        const organization = await requireOrganization(db, options.org);
        const member = await requireMember(db, organization, options.email);
        const from = ownOrigin('operator', now);
        const user = presentUser(
          await changeMember(db, organization.id, from, member.id, { state: 'active' }),
        );
        printDone(terminal, options, { user }, [`Reactivated ${user.email} in ${organization.slug}.`]);
      }),
    );
}
