import { plans } from '../../access/plans.ts';
import { parseStoredWord } from '../../access/words.ts';
import { formatTimestamp } from '../../contract/timestamps.ts';
import { restorableFor } from '../../organizations/deletion/delete-organization.ts';
import { allOrganizations } from '../../organizations/queries.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import type { OutputOptions, Terminal } from '../terminal.ts';
import { printDone, withDatabase } from '../with-database.ts';

/** `spedy admin org list` */
export function orgList(org: SpedyCommand, terminal: Terminal): void {
  org
    .operation('list', {
      summary: 'list all organizations with their plans, numbers of members and whether they are deleted',
      examples: ['spedy admin org list', 'spedy admin org list --json'],
    })
    .action((options: OutputOptions) =>
      withDatabase(terminal.env, async ({ db }) => {
        const organizations = (await allOrganizations(db)).map(
          ({ createdAt, deletedAt, plan, ...organization }) => ({
            ...organization,
            plan: parseStoredWord(plans, plan),
            createdAt: formatTimestamp(createdAt),
            deletedAt: deletedAt === null ? null : formatTimestamp(deletedAt),
            restorableUntil: deletedAt === null ? null : formatTimestamp(deletedAt + restorableFor),
          }),
        );
        const lines = organizations.map(
          ({ id, slug, name, plan, members, restorableUntil }) =>
            `${id}  ${slug}  ${plan}  ${members === 1 ? '1 member' : `${members} members`}  ${name}${stateOf(restorableUntil)}`,
        );
        printDone(terminal, options, { organizations }, lines.length > 0 ? lines : ['No organizations.']);
      }),
    );
}

function stateOf(restorableUntil: string | null): string {
  return restorableUntil === null ? '' : `  deleted, restorable until ${restorableUntil.slice(0, 10)}`;
}
