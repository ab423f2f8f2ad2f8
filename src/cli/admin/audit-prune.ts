import { formatCheckpoint } from '../../audit/checkpoint.ts';
import { readClockMark, tolerance, trustClock } from '../../audit/pruning/clock.ts';
import { planPruning, pruneAudit } from '../../audit/pruning/prune.ts';
import { latestTime } from '../../audit/pruning/queries.ts';
import { verifyAudit } from '../../audit/verify.ts';
import { ownOrigin } from '../../contract/change-origin.ts';
import { shortestRetention } from '../../contract/settings.ts';
import { formatTimestamp } from '../../contract/timestamps.ts';
import type { Database } from '../../storage/database.ts';
import { CommandFailure, UsageError } from '../failure.ts';
import { requireOrganization } from '../find.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import type { OutputOptions, Terminal } from '../terminal.ts';
import { printDone, withDatabase } from '../with-database.ts';

type Options = OutputOptions & {
  readonly org: string;
  readonly keepDays: string;
  readonly yes?: true;
  readonly confirmClock?: true;
};

const day = 86_400_000;

/** `spedy admin audit prune` */
export function auditPrune(audit: SpedyCommand, terminal: Terminal): void {
  audit
    .operation('prune', {
      summary: "delete the older part of an organization's audit log, permanently",
      details:
        'Without --yes, only shows what would be deleted. The chain is verified first; an event then declares where it begins, so that the rest stays verifiable. Export the log before. Servers do this every day by themselves with SPEDY_AUDIT_RETENTION_DAYS, and where the policy of the organization says so.',
      examples: [
        'spedy admin audit prune --org acme-corp --keep-days 400',
        'spedy admin audit prune --org acme-corp --keep-days 400 --yes',
      ],
    })
    .requiredOption('--org <slug>', "the organization's subdomain")
    .requiredOption('--keep-days <days>', `how many days of events stay, at least ${shortestRetention}`)
    .option('--yes', 'delete; without this, nothing is changed')
    .option(
      '--confirm-clock',
      "this machine's clock is right, although it is days ahead of what was recorded last",
    )
    .action((options: Options) =>
      withDatabase(terminal.env, async ({ db, now }) => {
        const before = now - daysOf(options.keepDays) * day;
        const { id, slug } = await requireOrganization(db, options.org);
        const verified = await verifyAudit(db, id);
        if (!verified.intact)
          throw new CommandFailure(
            `the audit log of ${slug} is broken at event ${verified.brokenAt} (${verified.reason}): find out why before you delete a part of it. Nothing was changed`,
          );
        await requireClock(db, id, now, options.confirmClock === true);
        const last = await planPruning(db, id, before);
        const erases = options.yes === true;
        const deleted = erases ? await pruneAudit(db, id, ownOrigin('operator', now), before) : 0;
        const anchor = last && formatCheckpoint(last);
        const until = formatTimestamp(before);
        printDone(terminal, options, { slug, before: until, anchor, pruned: erases, deleted }, [
          last === null
            ? `${slug}: no event is older than ${until}.`
            : erases
              ? `${slug}: deleted ${deleted} events from before ${until}. The chain begins after ${anchor}.`
              : `${slug}: would delete all events up to ${last.sequence}, from before ${until}. Nothing was changed. To delete them permanently, add --yes.`,
        ]);
      }),
    );
}

/** A clock that is wrong must not make everything look old. @throws CommandFailure */
async function requireClock(
  db: Database,
  organizationId: string,
  now: number,
  isConfirmed: boolean,
): Promise<void> {
  if (isConfirmed) return trustClock(db, now);
  const [mark, latest = 0] = [await readClockMark(db), await latestTime(db, organizationId)];
  const recorded = Math.max(mark?.seen ?? 0, latest);
  if (now - recorded <= tolerance) return;
  throw new CommandFailure(
    `this machine's clock says ${formatTimestamp(now)}, ${Math.floor((now - recorded) / day)} days after all that was recorded (${formatTimestamp(recorded)}): correct the clock, or add --confirm-clock if it is right. Nothing was deleted`,
  );
}

function daysOf(text: string): number {
  const days = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (days >= shortestRetention) return days;
  throw new UsageError(
    `--keep-days must be a whole number of at least ${shortestRetention}. See: spedy admin audit prune --help`,
  );
}
