import { deleteHold } from '../../../organizations/address/queries.ts';
import { inTransaction } from '../../../storage/database.ts';
import { CommandFailure } from '../../failure.ts';
import type { SpedyCommand } from '../../spedy-command.ts';
import type { OutputOptions, Terminal } from '../../terminal.ts';
import { printDone, withDatabase } from '../../with-database.ts';

/** `spedy admin org release SLUG` */
export function orgRelease(org: SpedyCommand, terminal: Terminal): void {
  org
    .operation('release', {
      summary: 'let another organization have a subdomain that one gave up less than 90 days ago',
      details: 'Old links then lead to the organization that takes it.',
      examples: ['spedy admin org release acme-corp'],
    })
    .argument('<slug>', 'the subdomain')
    .action((slug: string, options: OutputOptions) =>
      withDatabase(terminal.env, async ({ db }) => {
        if (!(await inTransaction(db, (trx) => deleteHold(trx, slug))))
          throw new CommandFailure(`'${slug}' is not held for an organization`);
        printDone(terminal, options, { slug }, [`${slug} is available.`]);
      }),
    );
}
