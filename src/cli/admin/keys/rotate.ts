import { setTimeout as wait } from 'node:timers/promises';
import { rotateKeys } from '../../../credentials/keys/rotate.ts';
import { sealedValues } from '../../../server/sealed-values.ts';
import { CommandFailure } from '../../failure.ts';
import type { SpedyCommand } from '../../spedy-command.ts';
import type { OutputOptions, Terminal } from '../../terminal.ts';
import { printDone, withDatabase } from '../../with-database.ts';

/** Milliseconds until every running server has reloaded the keys; the change feed takes up to one second. */
const settleTime = 1_500;

/** `spedy admin keys rotate` */
export function keysRotate(keys: SpedyCommand, terminal: Terminal): void {
  keys
    .operation('rotate', {
      summary: 'switch to a new secret key and re-encrypt stored secrets with it',
      details:
        'Servers can keep running. Set SPEDY_SECRET_KEY to the new key followed by the current one; if SPEDY_SECRET_KEY is unset, the new key is generated and stored in the database. The old key is stored, encrypted with the new one, to verify what cannot be re-encrypted: backup codes and client IDs.',
      examples: ['spedy admin keys rotate', 'SPEDY_SECRET_KEY=NEW,OLD spedy admin keys rotate --json'],
    })
    .action((options: OutputOptions) =>
      withDatabase(terminal.env, async ({ db, config, now }) => {
        const settle = () => wait(settleTime);
        const rotation = await rotateKeys({ db, values: sealedValues, now, settle }, config.secretKeys);
        const { current, previous, resealed, unreadable } = rotation;
        const generated = config.secretKeys.length === 0;
        printDone(terminal, options, rotation, [
          previous === null
            ? `${current} is already the current key.`
            : `${current} is now the current key. It replaces ${previous}.`,
          `Re-encrypted ${resealed} stored secrets, such as second factors.`,
          ...(generated
            ? []
            : [
                'Set SPEDY_SECRET_KEY to only the new key before the next start. Running servers are not affected.',
              ]),
        ]);
        if (unreadable > 0)
          throw new CommandFailure(
            `${unreadable} stored secrets, such as second factors, are encrypted with an unknown key and were not re-encrypted: add that key at the end of SPEDY_SECRET_KEY and run the command again, or reset the second factors of these members`,
          );
      }),
    );
}
