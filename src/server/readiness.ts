import type { Database } from '../storage/database.ts';
import { withDeadline } from '../storage/deadline.ts';
import { pingDatabase } from '../storage/dialects/ping.ts';

/** Time limit in milliseconds for the database; `/readyz` has two seconds. */
const deadline = 1_200;
/** Milliseconds for which a result is used again. Anyone may ask, and each check commits. */
const reused = 200;

/** Returns a check of whether the database can commit. Concurrent callers share one check. */
export function databaseReadiness(db: Database): () => Promise<boolean> {
  let last: { readonly until: number; readonly result: Promise<boolean> } | undefined;
  return () => {
    if (last && performance.now() < last.until) return last.result;
    const checked = withDeadline(deadline, () => pingDatabase(db)).then(
      () => true,
      () => false,
    );
    const result = checked.finally(() => {
      last = { until: performance.now() + reused, result };
    });
    last = { until: Number.POSITIVE_INFINITY, result };
    return result;
  };
}
