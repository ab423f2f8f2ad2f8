import { ownOrigin } from '../../../contract/change-origin.ts';
import { organizationOrigin } from '../../../contract/organization-address.ts';
import { formatTimestamp } from '../../../contract/timestamps.ts';
import { KeyRing } from '../../../credentials/keys/key-ring.ts';
import { loadKeys } from '../../../credentials/keys/load.ts';
import { linkMailOf } from '../../../mail/queue.ts';
import { presentUser } from '../../../members/present.ts';
import { resetByAdmin } from '../../../recovery/reset-by-admin.ts';
import { resetLifetime } from '../../../recovery/reset-links.ts';
import { sealedValues } from '../../../server/sealed-values.ts';
import { CommandFailure } from '../../failure.ts';
import { requireMember, requireOrganization } from '../../find.ts';
import type { SpedyCommand } from '../../spedy-command.ts';
import type { OutputOptions, Terminal } from '../../terminal.ts';
import { printDone, withDatabase } from '../../with-database.ts';

type Options = OutputOptions & { readonly org: string; readonly email: string; readonly send?: true };

/** `spedy admin user reset-password` */
export function userResetPassword(user: SpedyCommand, terminal: Terminal): void {
  user
    .operation('reset-password', {
      summary: 'create a link with which a member can set a new password',
      details:
        'Prints the link, which works once, for 30 minutes, or sends it to the member. Their current password works until then. They still need their second factor, if they have one. If the member is an administrator, every administrator is told.',
      examples: [
        'spedy admin user reset-password --org acme-corp --email tim@acme.example',
        'spedy admin user reset-password --org acme-corp --email tim@acme.example --send',
      ],
    })
    .requiredOption('--org <slug>', "the organization's subdomain")
    .requiredOption('--email <email>', "the member's email")
    .option('--send', 'send the link to the member instead of printing it; a running server does so')
    .action((options: Options) =>
      withDatabase(terminal.env, async ({ db, config, now }) => {
        const organization = await requireOrganization(db, options.org);
        const user = presentUser(await requireMember(db, organization, options.email));
        const keys = new KeyRing();
        if (options.send) await loadKeys(db, keys, config.secretKeys, sealedValues, now);
        const linkMail = options.send ? linkMailOf({ keys, settings: config }) : null;
        if (options.send && linkMail === null)
          throw new CommandFailure(
            'no mail server is set: set SPEDY_SMTP_URL and SPEDY_MAIL_FROM, or print the link without --send',
          );
        const from = ownOrigin('operator', now);
        const delivery = options.send ? 'email' : 'link';
        const secret = await resetByAdmin(db, organization.id, from, user.id, {
          delivery,
          linkMail,
          by: null,
        });
        const expiresAt = formatTimestamp(now + resetLifetime);
        if (options.send) {
          printDone(terminal, options, { user, expiresAt }, [
            `A link is on its way to ${user.email}. It expires at ${expiresAt}.`,
          ]);
          return;
        }
        const link = `${organizationOrigin(config, organization.slug)}/reset-password#${secret}`;
        printDone(terminal, options, { user, link, expiresAt }, [
          `Link for ${user.email} to set a new password, shown only once, until ${expiresAt}:`,
          link,
        ]);
      }),
    );
}
