import { ownOrigin } from '../../contract/change-origin.ts';
import { createBoard } from '../../tickets/boards.ts';
import { requireMember, requireOrganization } from '../find.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import type { OutputOptions, Terminal } from '../terminal.ts';
import { printDone, withDatabase } from '../with-database.ts';

type Options = OutputOptions & {
  readonly org: string;
  readonly key: string;
  readonly name: string;
  readonly member?: readonly string[];
};

/** `spedy admin board create` */
export function boardCreate(board: SpedyCommand, terminal: Terminal): void {
  board
    .operation('create', {
      summary: 'create a board and add members to it',
      examples: [
        'spedy admin board create --org acme-corp --key WEB --name Website --member tim@acme.example --member cora@acme.example',
      ],
    })
    .requiredOption('--org <slug>', "the organization's subdomain")
    .requiredOption(
      '--key <key>',
      'the prefix of its ticket numbers, such as WEB: capital letters and digits',
    )
    .requiredOption('--name <name>', "the board's name")
    .option(
      '--member <email>',
      'a member to add; repeat for several members',
      (email: string, before: readonly string[] = []) => [...before, email],
    )
    .action((options: Options) =>
      withDatabase(terminal.env, async ({ db, now }) => {
        const { key, name, member: emails = [] } = options;
        const organization = await requireOrganization(db, options.org);
        const memberIds = new Set<string>();
        for (const email of emails) memberIds.add((await requireMember(db, organization, email)).id);
        const from = ownOrigin('operator', now);
        const created = await createBoard(db, organization.id, from, { key, name }, [...memberIds]);
        const board = { id: created.id, key: created.key, name: created.name };
        printDone(terminal, options, { board }, [
          `Created board ${board.key} (${board.name}): ${board.id}`,
          `Members: ${memberIds.size}. Administrators can see every board.`,
        ]);
      }),
    );
}
