import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import type { paths } from '../schema.ts';

const path = '/api/v1/organization/mail';
export type UnsentMail =
  paths[typeof path]['get']['responses'][200]['content']['application/json']['data'][number];

/** Whether the server sends messages by e-mail. A setting of the server, so it does not change meanwhile. */
export const mailStateQuery = queryOptions({
  queryKey: ['mail'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: () => call(() => api.GET('/api/v1/mail')),
});

/** A page of the messages that wait or have failed, newest first. */
export function unsentMailQuery(page: number) {
  return queryOptions({
    queryKey: ['unsent-mail', { page }],
    // Always refetched, because messages are sent meanwhile.
    staleTime: 0,
    placeholderData: keepPreviousData,
    queryFn: () => call(() => api.GET(path, { params: { query: { page, limit: 20 } } })),
  });
}
