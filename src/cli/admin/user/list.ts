import { type Role, roles } from '../../../access/roles.ts';
import { presentUser } from '../../../members/present.ts';
import { allMembers } from '../../../members/queries.ts';
import type { memberStates } from '../../../members/schema.ts';
import { requireOrganization } from '../../find.ts';
import type { SpedyCommand } from '../../spedy-command.ts';
import { oneOf } from '../../suggestion.ts';
import type { OutputOptions, Terminal } from '../../terminal.ts';
import { printDone, withDatabase } from '../../with-database.ts';

type Options = OutputOptions & { readonly org: string; readonly role?: Role };

/** `spedy admin user list` */
export function userList(user: SpedyCommand, terminal: Terminal): void {
  user
    .operation('list', {
      summary: 'list the members of an organization',
      examples: [
        'spedy admin user list --org acme-corp',
        'spedy admin user list --org acme-corp --role ADMIN --json',
      ],
    })
    .requiredOption('--org <slug>', "the organization's subdomain")
    .option('--role <role>', roles.join(', '), oneOf('role', roles))
    .action((options: Options) =>
      withDatabase(terminal.env, async ({ db }) => {
        const organization = await requireOrganization(db, options.org);
        const users = (await allMembers(db, organization.id, options.role ?? null)).map(presentUser);
        const lines = users.map(
          ({ id, email, name, role, state }) => `${id}  ${stateLabel[state]}  ${role}  ${email}  ${name}`,
        );
        printDone(terminal, options, { users }, lines.length > 0 ? lines : ['No members.']);
      }),
    );
}

const stateLabel: Readonly<Record<(typeof memberStates)[number], string>> = {
  active: 'active     ',
  deactivated: 'deactivated',
};
