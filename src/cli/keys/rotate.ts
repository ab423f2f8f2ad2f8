import { setTimeout as wait } from 'node:timers/promises';
import { rotateKeys } from '../../credentials/keys/rotate.ts';
import { sealedValues } from '../../sealed-values.ts';
import { CommandFailure } from '../failure.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import type { OutputOptions, Terminal } from '../terminal.ts';
import { printDone, withDatabase } from '../with-database.ts';

/** Milliseconds after which every running server has read the keys again; the feed of changes promises one second. */
const settling = 1_500;

/** `spedy keys rotate` */
export function keysRotate(keys: SpedyCommand, terminal: Terminal): void {
  keys
    .operation('rotate', {
      summary: 'make a new secret key the current one, and re-seal everything with it',
      details:
        'Servers may run meanwhile. The new key is the first one in SPEDY_SECRET_KEY, the current one comes behind it; where SPEDY_SECRET_KEY is unset, the new key is generated and kept in the database. The old key is kept, sealed with the new one, and goes on reading what cannot be sealed again: backup codes and client ids.',
      examples: ['spedy keys rotate', 'SPEDY_SECRET_KEY=NEW,OLD spedy keys rotate --json'],
    })
    .action((options: OutputOptions) =>
      withDatabase(terminal.env, async ({ db, config, now }) => {
        const settle = () => wait(settling);
        const rotation = await rotateKeys({ db, values: sealedValues, now, settle }, config.secretKeys);
        const { current, previous, resealed, unreadable } = rotation;
        const generated = config.secretKeys.length === 0;
        printDone(terminal, options, rotation, [
          previous === null
            ? `${current} was current already.`
            : `${current} is current, in place of ${previous}.`,
          `Re-sealed: ${resealed} second factors.`,
          ...(generated
            ? []
            : ['Set SPEDY_SECRET_KEY to the new key alone: running servers go on, the next start needs it.']),
        ]);
        if (unreadable > 0)
          throw new CommandFailure(
            `${unreadable} second factors are sealed with a key that is not at hand, and stay so: give that key in SPEDY_SECRET_KEY behind the others and run it again, or let their members be reset`,
          );
      }),
    );
}
