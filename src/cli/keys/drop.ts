import { dropKey } from '../../credentials/keys/rotate.ts';
import { CommandFailure } from '../failure.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import type { OutputOptions, Terminal } from '../terminal.ts';
import { printDone, withDatabase } from '../with-database.ts';
import { describeKeys } from './describe.ts';

type Options = OutputOptions & { readonly force?: true };

/** `spedy keys drop KEY_ID` */
export function keysDrop(keys: SpedyCommand, terminal: Terminal): void {
  keys
    .operation('drop', {
      summary: 'forget an old secret key for good',
      details:
        'What is still under it ends: unused backup codes, and client ids that were registered under it and that no member has allowed.',
      examples: ['spedy keys drop key_0123456789ab', 'spedy keys drop key_0123456789ab --force --json'],
    })
    .argument('<key-id>', "the key's id, key_…, as spedy keys list shows it")
    .option('--force', 'also where backup codes of members end with it')
    .action((id: string, options: Options) =>
      withDatabase(terminal.env, async ({ db }) => {
        const described = await describeKeys(db);
        const key = described.find((known) => known.id === id);
        if (!key)
          throw new CommandFailure(
            `no secret key of this id; there are: ${described.map((known) => known.id).join(', ') || 'none'}`,
          );
        if (key.state === 'current')
          throw new CommandFailure(
            `${id} is the current key: put another in its place with spedy keys rotate`,
          );
        if (key.sealed > 0)
          throw new CommandFailure(
            `${key.sealed} second factors are still sealed with ${id}: run spedy keys rotate again, which re-seals them`,
          );
        if (key.endWithKey > 0 && !options.force)
          throw new CommandFailure(
            `${key.endWithKey} unused backup codes end with ${id}: their members have to make new ones. Give --force to end them`,
          );
        await dropKey(db, id);
        printDone(terminal, options, { key: { id } }, [`Forgot ${id}.`]);
      }),
    );
}
