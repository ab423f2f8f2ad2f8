import { ownOrigin } from '../../../contract/change-origin.ts';
import { hooksOf } from '../../../http/feature.ts';
import { erasePerson, planErasure } from '../../../members/personal-data/erase.ts';
import { features } from '../../../server/features.ts';
import { emptyWriteAheadLog } from '../../../storage/dialects/deleted-data.ts';
import { requireOrganization } from '../../find.ts';
import type { SpedyCommand } from '../../spedy-command.ts';
import type { OutputOptions, Terminal } from '../../terminal.ts';
import { printDone, withDatabase } from '../../with-database.ts';
import { type PersonOptions, requirePerson } from './person.ts';

type Options = OutputOptions & PersonOptions & { readonly org: string; readonly yes?: true };

/** `spedy admin member erase` */
export function memberErase(member: SpedyCommand, terminal: Terminal): void {
  member
    .operation('erase', {
      summary: 'erase the personal data of a member, permanently',
      details:
        'Without --yes, only shows what would be erased. With it, removes the member, deletes the rows about them, and takes their name, emails and addresses out of the audit log, which stays verifiable. Tickets and comments stay, under "Erased member". Export first: this cannot be undone, and backups still have the data.',
      examples: [
        'spedy admin member erase --org acme-corp --email tim@acme.example',
        'spedy admin member erase --org acme-corp --email tim@acme.example --yes',
      ],
    })
    .requiredOption('--org <slug>', "the organization's subdomain")
    .option('--email <email>', "the member's email")
    .option('--id <id>', 'the ID of a member, also of a removed one: usr_…')
    .option('--yes', 'erase; without this, nothing is changed')
    .action((options: Options) =>
      withDatabase(terminal.env, async ({ db, config, now }) => {
        const organization = await requireOrganization(db, options.org);
        const person = await requirePerson(db, organization, options);
        const erases = options.yes === true;
        const { deleted, auditEvents } = erases
          ? await erasePerson(db, person, ownOrigin('operator', now), hooksOf(features))
          : await planErasure(db, person);
        if (erases && !emptyWriteAheadLog(config.databaseUrl))
          terminal.stderr.write(
            'Note: another process reads the database, so its file with the ending -wal still has the data. Run the command again, or restart the server.\n',
          );
        const result = { userId: person.userId, erased: erases, deleted, auditEvents };
        printDone(terminal, options, result, [
          erases
            ? `Erased the personal data of ${person.userId} in ${organization.slug}.`
            : `Would erase the personal data of ${person.email} (${person.userId}, ${person.state}) in ${organization.slug}:`,
          ...Object.entries(deleted).map(([table, count]) => `  ${table}: ${count} deleted`),
          `  audit events without names, emails and addresses: ${auditEvents}`,
          ...(erases ? [] : ['Nothing was changed. To erase it permanently, add --yes.']),
        ]);
      }),
    );
}
