import { ownOrigin } from '../../../contract/change-origin.ts';
import { presentUser } from '../../../members/present.ts';
import { resetSecondFactor } from '../../../members/reset-second-factor.ts';
import { requireMember, requireOrganization } from '../../find.ts';
import type { SpedyCommand } from '../../spedy-command.ts';
import { type OutputOptions, printResult, type Terminal } from '../../terminal.ts';
import { withDatabase } from '../../with-database.ts';

type Options = OutputOptions & { readonly org: string; readonly email: string };

/** `spedy admin user reset-two-factor` */
export function userResetTwoFactor(user: SpedyCommand, terminal: Terminal): void {
  user
    .operation('reset-two-factor', {
      summary: "remove a member's second factor",
      details:
        'For a member who has lost it: they can sign in with only the password and set up a new one. Ends their sessions and deletes their backup codes; their tokens keep working.',
      examples: ['spedy admin user reset-two-factor --org acme-corp --email tim@acme.example'],
    })
    .requiredOption('--org <slug>', "the organization's subdomain")
    .requiredOption('--email <email>', "the member's email")
    .action((options: Options) =>
      withDatabase(terminal.env, async ({ db, now }) => {
        const organization = await requireOrganization(db, options.org);
        const user = presentUser(await requireMember(db, organization, options.email));
        await resetSecondFactor(db, organization.id, ownOrigin('operator', now), user.id);
        printResult(terminal, options, { user }, [
          `Removed the second factor of ${user.email} in ${organization.slug}.`,
        ]);
      }),
    );
}
