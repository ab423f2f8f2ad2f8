import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import type { paths } from '../schema.ts';

const path = '/api/v1/organization/audit-events';
type Route = paths[typeof path]['get'];
export type AuditEvent = Route['responses'][200]['content']['application/json']['data'][number];
export type AuditFilter = Omit<NonNullable<Route['parameters']['query']>, 'page' | 'limit' | 'targetId'>;

/** A page of the audit log, newest first. */
export function auditEventsQuery(filter: AuditFilter, page: number) {
  return queryOptions({
    queryKey: ['audit-events', filter, page],
    // Always refetched, because the newest events matter.
    staleTime: 0,
    placeholderData: keepPreviousData,
    queryFn: () => call(() => api.GET(path, { params: { query: { ...filter, page, limit: 50 } } })),
  });
}

/** Returns the address of an export of the same events, oldest first. */
export function exportAddress(filter: AuditFilter, format: 'ndjson' | 'csv'): string {
  return `${path}/export?${new URLSearchParams({ ...filter, format })}`;
}
