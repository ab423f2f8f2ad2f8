import type { SpedyCommand } from '../../spedy-command.ts';
import type { OutputOptions, Terminal } from '../../terminal.ts';
import { printDone, withDatabase } from '../../with-database.ts';
import { type DescribedKey, describeKeys } from './describe.ts';

/** `spedy admin keys list` */
export function keysList(keys: SpedyCommand, terminal: Terminal): void {
  keys
    .operation('list', {
      summary: 'list the secret keys and how many values each protects',
      details: 'Shows IDs only, never the keys themselves.',
      examples: ['spedy admin keys list', 'spedy admin keys list --json'],
    })
    .action((options: OutputOptions) =>
      withDatabase(terminal.env, async ({ db }) => {
        const described = await describeKeys(db);
        const lines = described.map(keyLine);
        printDone(terminal, options, { keys: described }, lines.length > 0 ? lines : [noKey]);
      }),
    );
}

const noKey = 'There is no secret key yet. The server sets one when it first starts.';

function keyLine({ id, state, generated, createdAt, retiredAt, sealed, endWithKey }: DescribedKey): string {
  const since = retiredAt === null ? `since ${createdAt}` : `${createdAt} to ${retiredAt}`;
  const storage = generated ? ', generated and stored in the database' : '';
  return `${id}  ${state.padEnd(7)}  ${since}${storage}; stored secrets: ${sealed}, backup codes: ${endWithKey}`;
}
