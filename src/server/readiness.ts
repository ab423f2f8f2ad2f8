import type { Check, Readiness } from '../http/health.ts';
import type { ChangeFeed } from '../principals/change-feed.ts';
import type { Database } from '../storage/database.ts';
import { withDeadline } from '../storage/deadline.ts';
import { pingDatabase } from '../storage/dialects/ping.ts';

/** Time limit in milliseconds for the database; `/readyz` has two seconds. */
const deadline = 1_200;
/** Milliseconds for which a result is used again. Anyone may ask, and each check commits. */
const reused = 200;

/**
 * Returns a check of whether the server can serve requests: it has the current schema, and the database can commit. A
 * change feed that cannot be read makes requests slower, but not wrong.
 * @param hasSchema false until the database has the current schema
 */
export function readiness(
  db: Database,
  hasSchema: () => boolean,
  feed: Pick<ChangeFeed, 'isCurrent' | 'lastRead'>,
): () => Promise<Readiness> {
  const checkDatabase = databaseCheck(db);
  return async () => {
    const feedState = feed.isCurrent() ? 'ok' : 'degraded';
    const changeFeed: Check = { name: 'change_feed', state: feedState, milliseconds: feed.lastRead };
    if (!hasSchema())
      return {
        problem: 'The server waits for its database, or is migrating it.',
        checks: [
          { name: 'schema', state: 'failed', milliseconds: 0 },
          { name: 'database', state: 'unknown', milliseconds: 0 },
          changeFeed,
        ],
      };
    const database = await checkDatabase();
    return {
      problem: database.state === 'ok' ? null : 'The database cannot be reached, or cannot commit.',
      checks: [{ name: 'schema', state: 'ok', milliseconds: 0 }, database, changeFeed],
    };
  };
}

/** Returns a check of whether the database can commit. Concurrent callers share one check. */
function databaseCheck(db: Database): () => Promise<Check> {
  let last: { readonly until: number; readonly result: Promise<Check> } | undefined;
  const check = async (): Promise<Check> => {
    const since = performance.now();
    const state = await withDeadline(deadline, () => pingDatabase(db)).then(
      () => 'ok' as const,
      () => 'failed' as const,
    );
    return { name: 'database', state, milliseconds: performance.now() - since };
  };
  return () => {
    if (last && performance.now() < last.until) return last.result;
    const result = check().finally(() => {
      last = { until: performance.now() + reused, result };
    });
    last = { until: Number.POSITIVE_INFINITY, result };
    return result;
  };
}
