import { exportPerson } from '../../../members/personal-data/export.ts';
import { writeWhole } from '../../../storage/backup/file.ts';
import { requireOrganization } from '../../find.ts';
import type { SpedyCommand } from '../../spedy-command.ts';
import type { OutputOptions, Terminal } from '../../terminal.ts';
import { printDone, withDatabase } from '../../with-database.ts';
import { describeDataFailure } from '../data/failures.ts';
import { type PersonOptions, requirePerson } from './person.ts';

type Options = OutputOptions & PersonOptions & { readonly org: string };

/** `spedy admin member export` */
export function memberExport(member: SpedyCommand, terminal: Terminal): void {
  member
    .operation('export', {
      summary: 'write everything that is stored about a person as JSON',
      details:
        'Contains rows of every table that has something about them, and the audit events that they caused or that are about them; no secrets, and no names, emails and addresses of other people. Without a file, the JSON is printed.',
      examples: [
        'spedy admin member export --org acme-corp --email tim@acme.example tim.json',
        'spedy admin member export --org acme-corp --id usr_0mwvbkwvrxlx5hvrvz4ypg6 > tim.json',
      ],
    })
    .argument('[file]', 'the file to write, readable by its owner only, which must not exist')
    .requiredOption('--org <slug>', "the organization's subdomain")
    .option('--email <email>', "the member's email")
    .option('--id <id>', 'the ID of a member, also of a removed one: usr_…')
    .action((file: string | undefined, options: Options) =>
      withDatabase(terminal.env, async ({ db, now }) => {
        const organization = await requireOrganization(db, options.org);
        const person = await requirePerson(db, organization, options);
        const { id, slug, name } = organization;
        const exported = {
          exportedAt: new Date(now).toISOString(),
          organization: { id, slug, name },
          userId: person.userId,
          data: await exportPerson(db, person),
        };
        if (file === undefined) {
          terminal.stdout.write(`${JSON.stringify(exported, null, options.json ? 0 : 2)}\n`);
          return;
        }
        await writeWhole(file, async (stream) => {
          await new Promise<void>((resolve, reject) => {
            stream.on('error', reject).on('close', resolve);
            stream.end(`${JSON.stringify(exported, null, 2)}\n`);
          });
        }).catch((error: unknown) => {
          throw describeDataFailure(error, file);
        });
        const rows = Object.fromEntries(
          Object.entries(exported.data).map(([table, list]) => [table, list.length]),
        );
        printDone(terminal, options, { file, userId: person.userId, rows }, [
          `Wrote ${file}: everything about ${person.email} in ${slug}.`,
        ]);
      }),
    );
}
