import type { Database } from '../../storage/database.ts';
import { isPostgres } from '../../storage/dialects/is-postgres.ts';
import { fillNext } from '../../storage/search/fill-queries.ts';
import { isFilled, isSearchReady } from '../../storage/search/readiness-queries.ts';
import { buildTokenIndex } from '../../storage/search/token-index.ts';
import { slicer } from '../../storage/slices.ts';

/**
 * Returns work that completes the search index of an older database's tickets, in slices. Any number of processes may do it
 * together. Until then a search compares the newest tickets of a list, and its total is not exact. The work returns false:
 * there is nothing more to do, or another process is still doing it.
 */
export function searchIndexFiller(db: Database, log: { readonly info: (message: string) => void }) {
  let isAnnounced = false;
  return async (stop: AbortSignal): Promise<boolean> => {
    if (await isSearchReady(db)) return false;
    if (!isAnnounced)
      log.info('Completing the search index; until then, searches compare the newest 500 tickets of a list');
    isAnnounced = true;
    await slicer(stop)((limit) => fillNext(db, limit));
    if (stop.aborted || !(await isFilled(db))) return false;
    if (isPostgres(db)) await buildTokenIndex(db);
    if (await isSearchReady(db)) log.info('The search index is complete');
    return false;
  };
}
