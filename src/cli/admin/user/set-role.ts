import { type Role, roles } from '../../../access/roles.ts';
import { ownOrigin } from '../../../contract/change-origin.ts';
import { changeMember } from '../../../members/members.ts';
import { presentUser } from '../../../members/present.ts';
import { requireMember, requireOrganization } from '../../find.ts';
import type { SpedyCommand } from '../../spedy-command.ts';
import { oneOf } from '../../suggestion.ts';
import type { OutputOptions, Terminal } from '../../terminal.ts';
import { printDone, withDatabase } from '../../with-database.ts';

type Options = OutputOptions & { readonly org: string; readonly email: string };

/** `spedy admin user set-role ROLE` */
export function userSetRole(user: SpedyCommand, terminal: Terminal): void {
  user
    .operation('set-role', {
      summary: "change a member's role",
      details: 'Takes effect immediately for their sessions and tokens.',
      examples: ['spedy admin user set-role --org acme-corp --email tim@acme.example ADMIN'],
    })
    .requiredOption('--org <slug>', "the organization's subdomain")
    .requiredOption('--email <email>', "the member's email")
    .argument('<role>', roles.join(', '), oneOf('role', roles))
    .action((role: Role, options: Options) =>
      withDatabase(terminal.env, async ({ db, now }) => {
        const organization = await requireOrganization(db, options.org);
        const member = await requireMember(db, organization, options.email);
        const from = ownOrigin('operator', now);
        const user = presentUser(await changeMember(db, organization.id, from, member.id, { role }));
        printDone(terminal, options, { user }, [
          `${user.email} now has the role ${user.role} in ${organization.slug}.`,
        ]);
      }),
    );
}
