import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { type AuditFilter, type AuditPage, auditEventsQuery } from '../../api/organization/audit-events.ts';
import { pollInterval, useLive } from './use-live.ts';

/** Events that one request of a search looks at. */
const oneRequest = 1_000;

/** A page of the log, what its search has found so far while it goes on, and whether new events appear by themselves. */
export function useAuditPage(filter: AuditFilter, cursor: string | null) {
  const isWatching = useLive();
  const [progress, setProgress] = useState<{ readonly key: string; readonly found: AuditPage } | null>(null);
  const isStopped = useRef(false);
  const key = JSON.stringify([filter, cursor]);
  const query = auditEventsQuery(useQueryClient(), filter, cursor, {
    onStart: () => {
      isStopped.current = false;
    },
    onProgress: (found) => setProgress({ key, found }),
    isStopped: () => isStopped.current,
  });
  const isFirst = cursor === null;
  const events = useQuery({
    ...query,
    refetchInterval: ({ state }) => isFirst && isWatching && !isLong(state.data) && pollInterval,
    refetchOnWindowFocus: ({ state }) => !isLong(state.data),
  });
  const isSearching = events.isFetching && (events.isPending || events.isPlaceholderData);
  return {
    events,
    /** What the search has found so far. Null if none is under way. */
    found: isSearching && progress?.key === key ? progress.found : null,
    stop: () => {
      isStopped.current = true;
    },
    state: isFirst ? firstPageState(isWatching && !events.isError, isLong(events.data)) : 'earlier',
  } as const;
}

function firstPageState(isWatching: boolean, wasLong: boolean) {
  if (wasLong) return 'searched';
  return isWatching ? 'live' : 'paused';
}

/** Whether a search needed several requests, which it should not repeat for each new event. */
function isLong(page: AuditPage | undefined): boolean {
  return page?.searched !== undefined && page.searched.events > oneRequest;
}
