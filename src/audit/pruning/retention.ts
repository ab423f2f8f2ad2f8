import { ownOrigin } from '../../contract/change-origin.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Database } from '../../storage/database.ts';
import type { InSlices } from '../../storage/slices.ts';
import { verifyAudit } from '../verify.ts';
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
 * Deletes the events that are older than the setting allows, at most once a day for each organization. A chain that is
 * broken stays whole, so that somebody can find out why.
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
      const days = settings.auditRetentionDays;
      if (days === null || now() < next) return;
      next = now() + hour;
      await eachOrganization(db, inSlices, async (id, slug) => {
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
  visit: (id: string, slug: string) => Promise<void>,
): Promise<void> {
  let after = '';
  return inSlices(async (limit) => {
    const organizations = await organizationsAfter(db, after, limit);
    for (const { id, slug } of organizations) await visit(id, slug);
    after = organizations.at(-1)?.id ?? after;
    return organizations.length;
  });
}
