import { type Plan, plans } from '../../access/plans.ts';
import { ownOrigin } from '../../contract/change-origin.ts';
import { organizationOrigin } from '../../contract/organization-address.ts';
import { createMember } from '../../members/members.ts';
import { createOrganization } from '../../organizations/create-organization.ts';
import { deleteSetupLinks } from '../../setup/queries.ts';
import { hashChosenPassword } from '../../sign-in/password-rules.ts';
import { inTransaction } from '../../storage/database.ts';
import { addPasswordOptions, choosePassword, type PasswordOptions, passwordLines } from '../password.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import { oneOf } from '../suggestion.ts';
import type { OutputOptions, Terminal } from '../terminal.ts';
import { printDone, withNewDatabase } from '../with-database.ts';

type Options = OutputOptions &
  PasswordOptions & {
    readonly name: string;
    readonly plan: Plan;
    readonly adminEmail: string;
    readonly adminName?: string;
    readonly adminPassword?: string;
  };

/** `spedy admin org create SLUG`: creates an organization and its first administrator, and ends the setup link. */
export function orgCreate(org: SpedyCommand, terminal: Terminal): void {
  const command = org
    .operation('create', {
      summary: 'create an organization and its first administrator',
      details: 'Invalidates the setup link of an empty database.',
      examples: [
        'spedy admin org create acme-corp --name "Acme Corp" --plan pro --admin-email ada@acme.example',
        'spedy admin org create acme-corp --name "Acme Corp" --plan pro --admin-email ada@acme.example --prompt',
      ],
    })
    .argument('<slug>', "the organization's subdomain: lowercase letters, digits and dashes")
    .requiredOption('--name <name>', "the organization's name")
    .requiredOption('--plan <plan>', plans.join(', '), oneOf('plan', plans))
    .requiredOption('--admin-email <email>', "the administrator's email")
    .option(
      '--admin-name <name>',
      "the administrator's name; defaults to the part of the email before the @",
    );
  addPasswordOptions(command, '--admin-password').action((slug: string, options: Options) =>
    withNewDatabase(terminal.env, async ({ db, config, now }) => {
      const { name, plan, adminEmail: email, adminPassword: argument } = options;
      const flag = '--admin-password';
      const chosen = await choosePassword(terminal, options, { argument, flag, email });
      const adminName = options.adminName ?? email.replace(/@.*/, '');
      const owner = { email, name: adminName, organization: { slug, name } };
      const passwordHash = await hashChosenPassword('password', chosen.password, owner);
      const from = ownOrigin('operator', now);
      const { organization, admin } = await inTransaction(db, async (trx) => {
        const organization = await createOrganization(trx, from, { slug, name, plan });
        const admin = await createMember(trx, organization.id, from, {
          email,
          name: adminName,
          role: 'ADMIN',
          passwordHash,
        });
        await deleteSetupLinks(trx);
        return { organization, admin };
      });
      const user = { id: admin.id, email: admin.email };
      const result = {
        organization,
        user: chosen.generated ? { ...user, password: chosen.password } : user,
      };
      printDone(terminal, options, result, [
        `Created organization ${slug} on plan ${plan}: ${organizationOrigin(config, slug)}`,
        `Administrator: ${admin.email}, ${admin.id}`,
        ...passwordLines(chosen),
      ]);
      if (chosen.warning) terminal.stderr.write(`${chosen.warning}\n`);
    }),
  );
}
