import { day, dayOf, hour } from '../../access/policy.ts';
import { checkClock } from '../../audit/pruning/clock.ts';
import type { Database } from '../../storage/database.ts';
import { deleteExpired } from '../../storage/expired-rows-queries.ts';
import type { InSlices } from '../../storage/slices.ts';
import { deleteAddresses, deleteUsage, usagePolicies } from './queries.ts';
import { daysKept } from './usage.ts';

/**
 * Deletes usage counts of days that are no longer shown, and every hour what organizations keep for a shorter time: counts,
 * and addresses that were not used since.
 */
export function usageSweep({ db, now }: { readonly db: Database; readonly now: () => number }) {
  let next = 0;
  return {
    name: 'usage counts',
    run: async (inSlices: InSlices) => {
      const at = now();
      if ((await checkClock(db, at)) !== 'trusted') return;
      await inSlices((limit) => deleteExpired(db, 'token_usage', dayOf(at) - daysKept - 1, limit));
      if (at < next && at > next - hour) return;
      next = at + hour;
      for (const { organizationId, days } of await usagePolicies(db)) {
        await inSlices((limit) => deleteUsage(db, organizationId, dayOf(at) - days, limit));
        await inSlices((limit) => deleteAddresses(db, organizationId, at - days * day, limit));
      }
    },
  };
}
