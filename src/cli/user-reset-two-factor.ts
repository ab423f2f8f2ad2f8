import { ownProvenance } from '../audit/provenance.ts';
import { presentUser } from '../organizations/present.ts';
import { resetSecondFactor } from '../sessions/second-factor-reset.ts';
import { requireMember, requireOrganization } from './find.ts';
import type { SpedyCommand } from './spedy-command.ts';
import { type OutputOptions, printResult, type Terminal } from './terminal.ts';
import { withDatabase } from './with-database.ts';

type Options = OutputOptions & { readonly org: string; readonly email: string };

/** `spedy user reset-two-factor` */
export function userResetTwoFactor(user: SpedyCommand, terminal: Terminal): void {
  user
    .operation('reset-two-factor', {
      summary: "take a member's second factor away",
      details:
        'For a member who has lost it: they sign in with the password alone, and set up another. Their sessions end, their backup codes stop working, and their tokens stay.',
      examples: ['spedy user reset-two-factor --org acme-corp --email tim@acme.example'],
    })
    .requiredOption('--org <slug>', "the organization's subdomain")
    .requiredOption('--email <email>', "the member's email")
    .action((options: Options) =>
      withDatabase(terminal.env, async ({ db, now }) => {
        const organization = await requireOrganization(db, options.org);
        const user = presentUser(await requireMember(db, organization, options.email));
        await resetSecondFactor(db, ownProvenance('operator', organization.id, now), user.id);
        printResult(terminal, options, { user }, [
          `${user.email} has no second factor any more in ${organization.slug}.`,
        ]);
      }),
    );
}
