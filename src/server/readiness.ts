import type { Check, Readiness } from '../http/health.ts';
import type { ChangeFeed } from '../principals/change-feed.ts';
import type { Database } from '../storage/database.ts';
import { withDeadline } from '../storage/deadline.ts';
import { pingDatabase } from '../storage/dialects/ping.ts';
import { isNewerSchema } from '../storage/migrate.ts';

/** Time limit in milliseconds for the database; `/readyz` has two seconds. */
const deadline = 1_200;
/** Milliseconds for which a result is used again. Anyone may ask, and each check commits. */
const reused = 200;

/**
 * Returns a check of whether the server can serve requests: the database has the schema of this version, and can commit. A
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
    const { database, isNewer } = await checkDatabase();
    const schema: Check = { name: 'schema', state: isNewer ? 'failed' : 'ok', milliseconds: 0 };
    const checks = [schema, database, changeFeed];
    if (database.state !== 'ok')
      return { problem: 'The database cannot be reached, or cannot commit.', checks };
    const outdated = 'A newer version has migrated the database: replace this server with that version.';
    return { problem: isNewer ? outdated : null, checks };
  };
}

/** Whether the database can commit, and whether it is of a newer version. */
type DatabaseState = { readonly database: Check; readonly isNewer: boolean };

/** Returns a check of the database. Concurrent callers share one check. */
function databaseCheck(db: Database): () => Promise<DatabaseState> {
  let last: { readonly until: number; readonly result: Promise<DatabaseState> } | undefined;
  const check = async (): Promise<DatabaseState> => {
    const since = performance.now();
    let isNewer = false;
    const state = await withDeadline(deadline, async () => {
      await pingDatabase(db);
      isNewer = await isNewerSchema(db);
    }).then(
      () => 'ok' as const,
      () => 'failed' as const,
    );
    return { database: { name: 'database', state, milliseconds: performance.now() - since }, isNewer };
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
