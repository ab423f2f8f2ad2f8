import { queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import type { paths } from '../schema.ts';

type Route = paths['/api/v1/me/notifications'];
export type Notifications = Route['get']['responses'][200]['content']['application/json'];
type Change = Route['patch']['requestBody']['content']['application/json'];

/** Which of the optional messages the member wants. */
export const notificationsQuery = queryOptions({
  queryKey: ['notifications'],
  queryFn: () => call(() => api.GET('/api/v1/me/notifications')),
});

/** Changes which of the optional messages the member wants. Shows the change immediately. */
export function useChangeNotifications() {
  return useMutation({
    mutationFn: (body: Change) => call(() => api.PATCH('/api/v1/me/notifications', { body })),
    onMutate: (change, { client }) => {
      client.setQueryData(notificationsQuery.queryKey, (before) => before && { ...before, ...change });
    },
    onSettled: (_done, _error, _change, _result, { client }) =>
      client.invalidateQueries({ queryKey: notificationsQuery.queryKey }),
  });
}
