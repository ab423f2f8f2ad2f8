import { ownProvenance } from '../audit/provenance.ts';
import { createBoard } from '../tickets/boards.ts';
import { requireMember, requireOrganization } from './find.ts';
import type { SpedyCommand } from './spedy-command.ts';
import type { OutputOptions, Terminal } from './terminal.ts';
import { printDone, withDatabase } from './with-database.ts';

type Options = OutputOptions & {
  readonly org: string;
  readonly key: string;
  readonly name: string;
  readonly member?: readonly string[];
};

/** `spedy board create` */
export function boardCreate(board: SpedyCommand, terminal: Terminal): void {
  board
    .operation('create', {
      summary: 'make a board and put members on it',
      examples: [
        'spedy board create --org acme-corp --key WEB --name Website --member tim@acme.example --member cora@acme.example',
      ],
    })
    .requiredOption('--org <slug>', "the organization's subdomain")
    .requiredOption(
      '--key <key>',
      'what its tickets are numbered by, such as WEB: capital letters and digits',
    )
    .requiredOption('--name <name>', "the board's name")
    .option(
      '--member <email>',
      'a member to put on it; may be given several times',
      (email: string, before: readonly string[] = []) => [...before, email],
    )
    .action((options: Options) =>
      withDatabase(terminal.env, async ({ db, now }) => {
        const { key, name, member: emails = [] } = options;
        const organization = await requireOrganization(db, options.org);
        const memberIds = new Set<string>();
        for (const email of emails) memberIds.add((await requireMember(db, organization, email)).id);
        const from = ownProvenance('operator', organization.id, now);
        const made = await createBoard(db, from, { key, name }, [...memberIds]);
        const board = { id: made.id, key: made.key, name: made.name };
        printDone(terminal, options, { board }, [
          `Made the board ${board.key} (${board.name}): ${board.id}`,
          `Members on it: ${memberIds.size}. Administrators see every board.`,
        ]);
      }),
    );
}
