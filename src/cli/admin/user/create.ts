import { type Role, roles } from '../../../access/roles.ts';
import { ownOrigin } from '../../../contract/change-origin.ts';
import { createMember } from '../../../members/members.ts';
import { presentUser } from '../../../members/present.ts';
import { hashChosenPassword } from '../../../sign-in/password-rules.ts';
import { inTransaction } from '../../../storage/database.ts';
import { requireOrganization } from '../../find.ts';
import { addPasswordOptions, choosePassword, type PasswordOptions, passwordLines } from '../../password.ts';
import type { SpedyCommand } from '../../spedy-command.ts';
import { oneOf } from '../../suggestion.ts';
import type { OutputOptions, Terminal } from '../../terminal.ts';
import { printDone, withDatabase } from '../../with-database.ts';

type Options = OutputOptions &
  PasswordOptions & {
    readonly org: string;
    readonly email: string;
    readonly name: string;
    readonly role: Role;
    readonly password?: string;
  };

/** `spedy admin user create` */
export function userCreate(user: SpedyCommand, terminal: Terminal): void {
  const command = user
    .operation('create', {
      summary: 'create a member of an organization',
      examples: [
        'spedy admin user create --org acme-corp --email tim@acme.example --name "Tim Okafor" --role TEAM_MEMBER',
        'pass show acme/tim | spedy admin user create --org acme-corp --email tim@acme.example --name Tim --role TEAM_MEMBER --password-stdin',
      ],
    })
    .requiredOption('--org <slug>', "the organization's subdomain")
    .requiredOption('--email <email>', "the member's email")
    .requiredOption('--name <name>', "the member's name")
    .requiredOption('--role <role>', roles.join(', '), oneOf('role', roles));
  addPasswordOptions(command, '--password').action((options: Options) =>
    withDatabase(terminal.env, async ({ db, now }) => {
      const { email, name, role, password: argument } = options;
      const organization = await requireOrganization(db, options.org);
      const chosen = await choosePassword(terminal, options, { argument, flag: '--password', email });
      const passwordHash = await hashChosenPassword('password', chosen.password, {
        email,
        name,
        organization,
      });
      const from = ownOrigin('operator', now);
      const row = await inTransaction(db, (trx) =>
        createMember(trx, organization.id, from, { email, name, role, passwordHash }),
      );
      const user = presentUser(row);
      const result = { user: chosen.generated ? { ...user, password: chosen.password } : user };
      printDone(terminal, options, result, [
        `Created ${user.email} as ${user.role} in ${organization.slug}: ${user.id}`,
        ...passwordLines(chosen),
      ]);
      if (chosen.warning) terminal.stderr.write(`${chosen.warning}\n`);
    }),
  );
}
