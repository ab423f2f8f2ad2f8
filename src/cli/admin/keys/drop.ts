import { dropKey } from '../../../credentials/keys/rotate.ts';
import { CommandFailure } from '../../failure.ts';
import type { SpedyCommand } from '../../spedy-command.ts';
import type { OutputOptions, Terminal } from '../../terminal.ts';
import { printDone, withDatabase } from '../../with-database.ts';
import { describeKeys } from './describe.ts';

type Options = OutputOptions & { readonly force?: true };

/** `spedy admin keys drop KEY_ID` */
export function keysDrop(keys: SpedyCommand, terminal: Terminal): void {
  keys
    .operation('drop', {
      summary: 'permanently delete an old secret key',
      details:
        'Invalidates what still depends on it: unused backup codes, and client IDs that were registered with it and that no member has allowed.',
      examples: [
        'spedy admin keys drop key_0123456789ab',
        'spedy admin keys drop key_0123456789ab --force --json',
      ],
    })
    .argument('<key-id>', "the key's ID (key_…), from spedy admin keys list")
    .option('--force', "delete the key even if it invalidates members' backup codes")
    .action((id: string, options: Options) =>
      withDatabase(terminal.env, async ({ db }) => {
        const described = await describeKeys(db);
        const key = described.find((known) => known.id === id);
        if (!key)
          throw new CommandFailure(
            `no secret key with this ID; available: ${described.map((known) => known.id).join(', ') || 'none'}`,
          );
        if (key.state === 'current')
          throw new CommandFailure(`${id} is the current key; replace it first with spedy admin keys rotate`);
        if (key.sealed > 0)
          throw new CommandFailure(
            `${key.sealed} stored secrets are still encrypted with ${id}; run spedy admin keys rotate again to re-encrypt them`,
          );
        if (key.endWithKey > 0 && !options.force)
          throw new CommandFailure(
            `deleting ${id} invalidates ${key.endWithKey} unused backup codes, and their members have to create new ones. Use --force to delete it anyway`,
          );
        await dropKey(db, id);
        printDone(terminal, options, { key: { id } }, [`Deleted ${id}.`]);
      }),
    );
}
