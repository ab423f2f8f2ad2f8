import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import type { paths } from '../schema.ts';

const path = '/api/v1/organization/audit-events';
type Route = paths[typeof path]['get'];
type Page = Route['responses'][200]['content']['application/json'];
export type AuditEvent = Page['data'][number];
export type NamedMembers = Page['members'];
export type AuditFilter = Omit<NonNullable<Route['parameters']['query']>, 'page' | 'limit' | 'cursor'>;

/** A page of events. A search may have needed several requests, each of which looks at a part of the log. */
export type AuditPage = Page & { readonly etag: string | null };

const pageSize = 50;
/** Maximum number of requests for one page of a search, each of which looks at 1,000 events. */
const mostRequests = 100;

/** A search of several requests, as the page follows it. */
export type Search = {
  readonly onStart: () => void;
  /** Called after each request but the last with what was found so far. */
  readonly onProgress: (found: AuditPage) => void;
  /** Whether the reader has stopped the search: what was found so far is the page. */
  readonly isStopped: () => boolean;
};

/** The events after a cursor, or the newest ones, newest first. Asks only for what has changed. */
export function auditEventsQuery(
  client: QueryClient,
  filter: AuditFilter,
  cursor: string | null,
  search: Search,
) {
  const queryKey = ['audit-events', filter, cursor] as const;
  return queryOptions({
    queryKey,
    // Always refetched, because the newest events matter.
    staleTime: 0,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      search.onStart();
      const known = client.getQueryData<AuditPage>(queryKey) ?? null;
      const first = await readPage(filter, cursor, pageSize, known, signal);
      return first === known ? known : readOn(first, filter, signal, search);
    },
  });
}

/** Reads on until the page of a search is full. */
async function readOn(
  first: AuditPage,
  filter: AuditFilter,
  signal: AbortSignal,
  { onProgress, isStopped }: Search,
): Promise<AuditPage> {
  let all = first;
  for (let requests = 1; requests < mostRequests; requests += 1) {
    const { searched, nextCursor } = all;
    if (!searched || searched.isComplete || nextCursor === undefined || all.data.length >= pageSize) break;
    if (isStopped()) break;
    onProgress(all);
    const next = await readPage(filter, nextCursor, pageSize - all.data.length, null, signal);
    const { nextCursor: _reached, ...before } = all;
    all = {
      ...before,
      data: [...all.data, ...next.data],
      members: { ...all.members, ...next.members },
      total: all.total + next.total,
      ...(next.nextCursor === undefined ? {} : { nextCursor: next.nextCursor }),
      ...(next.searched && {
        searched: { ...next.searched, events: searched.events + next.searched.events },
      }),
    };
  }
  return all;
}

/** @param known the page that the server may say is still the same */
async function readPage(
  filter: AuditFilter,
  cursor: string | null,
  limit: number,
  known: AuditPage | null,
  signal: AbortSignal,
): Promise<AuditPage> {
  return call(async () => {
    const { data, response, error } = await api.GET(path, {
      params: {
        query: { ...filter, limit, ...(cursor === null ? {} : { cursor }) },
        header: known?.etag ? { 'if-none-match': known.etag } : {},
      },
      signal,
    });
    if (response.status === 304 && known) return { data: known, response: new Response() };
    return { data: data && { ...data, etag: response.headers.get('etag') }, response, error };
  }) as Promise<AuditPage>;
}

/** One event by its number in the log. */
export function auditEventQuery(sequence: number) {
  return queryOptions({
    queryKey: ['audit-events', 'one', sequence],
    queryFn: () => call(() => api.GET(`${path}/{sequence}`, { params: { path: { sequence } } })),
  });
}

/** Returns the address of an export of the same events, oldest first. */
export function exportAddress(filter: AuditFilter, format: 'ndjson' | 'csv'): string {
  return `${path}/export?${new URLSearchParams({ ...filter, format })}`;
}
