import { formatTimestamp } from '../../../contract/timestamps.ts';
import { listMail, mailStates, type OperatorMail } from '../../../mail/operator-queries.ts';
import { requireOrganization } from '../../find.ts';
import type { SpedyCommand } from '../../spedy-command.ts';
import { oneOf } from '../../suggestion.ts';
import type { OutputOptions, Terminal } from '../../terminal.ts';
import { printDone, withDatabase } from '../../with-database.ts';

type Options = OutputOptions & {
  readonly org?: string;
  readonly state?: (typeof mailStates)[number];
  readonly limit: string;
};

/** `spedy admin mail list` */
export function mailList(mail: SpedyCommand, terminal: Terminal): void {
  mail
    .operation('list', {
      summary: 'list messages that were sent, wait or have failed, newest first',
      details: 'Shows to whom and why, but not what they say. Messages of the last 30 days are listed.',
      examples: ['spedy admin mail list --state failed', 'spedy admin mail list --org acme-corp --limit 20'],
    })
    .option('--org <slug>', "only those of this organization's members")
    .option('--state <state>', mailStates.join(', '), oneOf('state', mailStates))
    .option('--limit <number>', 'at most so many, up to 1000', '100')
    .action((options: Options) =>
      withDatabase(terminal.env, async ({ db }) => {
        const organization = options.org === undefined ? null : await requireOrganization(db, options.org);
        const limit = Math.min(1_000, Math.max(1, Math.trunc(Number(options.limit)) || 100));
        const found = await listMail(db, {
          organizationId: organization?.id ?? null,
          state: options.state ?? null,
          limit,
        });
        const lines = found.map(lineOf);
        printDone(
          terminal,
          options,
          { mail: found.map(present) },
          lines.length > 0 ? lines : ['No messages.'],
        );
      }),
    );
}

function present({
  id,
  organization,
  kind,
  address,
  state,
  attempts,
  problem,
  createdAt,
  endedAt,
}: OperatorMail) {
  return {
    id,
    organization,
    kind,
    address,
    state,
    attempts,
    problem,
    createdAt: formatTimestamp(createdAt),
    endedAt: endedAt === null ? null : formatTimestamp(endedAt),
  };
}

function lineOf({ organization, kind, address, state, attempts, problem, createdAt }: OperatorMail): string {
  const tries = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
  const why = problem === null ? '' : `: ${problem}`;
  return `${formatTimestamp(createdAt)}  ${state.padEnd(7)}  ${organization}  ${kind}  ${address}  ${tries}${why}`;
}
