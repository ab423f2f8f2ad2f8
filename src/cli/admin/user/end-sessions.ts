import { ownOrigin } from '../../../contract/change-origin.ts';
import { presentUser } from '../../../members/present.ts';
import { endEverySession } from '../../../sessions/end-session.ts';
import { requireMember, requireOrganization } from '../../find.ts';
import type { SpedyCommand } from '../../spedy-command.ts';
import type { OutputOptions, Terminal } from '../../terminal.ts';
import { printDone, withDatabase } from '../../with-database.ts';

type Options = OutputOptions & { readonly org: string; readonly email: string };

/** `spedy admin user end-sessions` */
export function userEndSessions(user: SpedyCommand, terminal: Terminal): void {
  user
    .operation('end-sessions', {
      summary: 'sign a member out everywhere',
      details: 'They can sign in again. Their access tokens and connected apps keep working.',
      examples: ['spedy admin user end-sessions --org acme-corp --email tim@acme.example'],
    })
    .requiredOption('--org <slug>', "the organization's subdomain")
    .requiredOption('--email <email>', "the member's email")
    .action((options: Options) =>
      withDatabase(terminal.env, async ({ db, now }) => {
        const organization = await requireOrganization(db, options.org);
        const user = presentUser(await requireMember(db, organization, options.email));
        await endEverySession(db, organization.id, ownOrigin('operator', now), user.id);
        printDone(terminal, options, { user }, [
          `Ended all sessions of ${user.email} in ${organization.slug}.`,
        ]);
      }),
    );
}
