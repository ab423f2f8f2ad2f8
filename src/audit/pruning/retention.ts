import { auditRetention } from '../../access/policy.ts';
import { ownOrigin } from '../../contract/change-origin.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Database } from '../../storage/database.ts';
import type { InSlices } from '../../storage/slices.ts';
import { verifyAudit } from '../verify.ts';
import { checkClock } from './clock.ts';
import { planPruning, pruneAudit } from './prune.ts';
import { organizationsAfter } from './queries.ts';

type Context = {
  readonly db: Database;
  readonly now: () => number;
  readonly log: { readonly warn: (details: object, message: string) => void };
  readonly settings: Pick<Settings, 'auditRetentionDays'>;
};

const [hour, day] = [3_600_000, 86_400_000];

/**
 * Deletes the events that are older than the organization's policy or the setting allows, at most once a day for each
 * organization. A chain that is broken stays whole, so that somebody can find out why.
 */
export function retentionSweep({ db, now, log, settings }: Context) {
  let next = 0;
  const prune = async (id: string, slug: string, before: number, inSlices: InSlices) => {
    if ((await planPruning(db, id, before - day)) === null) return;
    const verified = await verifyAudit(db, id);
    if (!verified.intact)
      return void log.warn(
        { organization: slug, brokenAt: verified.brokenAt },
        'The audit log is broken, so its older part is not deleted; see spedy admin audit verify',
      );
    await pruneAudit(db, id, ownOrigin('system', now()), before, inSlices);
  };
  return {
    name: 'retention of audit logs',
    run: async (inSlices: InSlices) => {
      // A clock that went back must not wait until it is where it was.
      if (now() < next && now() > next - hour) return;
      next = now() + hour;
      const operator = settings.auditRetentionDays;
      const trust = await checkClock(db, now());
      if (trust === 'doubted')
        log.warn(
          {},
          'The clock is days ahead of all that servers have seen, so nothing is deleted by age for a week; if it is right, see spedy admin audit prune --confirm-clock',
        );
      if (trust !== 'trusted') return;
      await eachOrganization(db, inSlices, operator === null, async (id, slug, own) => {
        const days = auditRetention(own, operator);
        if (days === null) return;
        try {
          await prune(id, slug, now() - days * day, inSlices);
        } catch (err) {
          // The others' logs do not wait for this one. The next run tries it again.
          log.warn({ err, organization: slug }, 'Cannot delete the older part of an audit log');
        }
      });
    },
  };
}

function eachOrganization(
  db: Database,
  inSlices: InSlices,
  onlyOwn: boolean,
  visit: (id: string, slug: string, own: number | null) => Promise<void>,
): Promise<void> {
  let after = '';
  return inSlices(async (limit) => {
    const organizations = await organizationsAfter(db, after, limit, onlyOwn);
    for (const { id, slug, own } of organizations) await visit(id, slug, own);
    after = organizations.at(-1)?.id ?? after;
    return organizations.length;
  });
}
