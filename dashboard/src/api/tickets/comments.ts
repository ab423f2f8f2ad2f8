import { infiniteQueryOptions, type QueryClient, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import type { paths } from '../schema.ts';

const path = '/api/v1/tickets/{ticketId}/comments';
type CommentPage = paths[typeof path]['get']['responses'][200]['content']['application/json'];
export type Comment = CommentPage['data'][number];
type NewComment = paths[typeof path]['post']['requestBody']['content']['application/json'];

/** The rows of a page. */
const limit = 50;

/** The comments on a ticket that the member can see, oldest first. */
export function commentsQuery(ticketId: string) {
  return infiniteQueryOptions({
    queryKey: ['comments', ticketId],
    initialPageParam: null as string | null,
    // Always refetched, because others comment too.
    staleTime: 0,
    refetchInterval: 30_000,
    queryFn: ({ pageParam: cursor }) => {
      const query = { limit, ...(cursor === null ? {} : { cursor }) };
      return call(() => api.GET(path, { params: { path: { ticketId }, query } }));
    },
    getNextPageParam: ({ nextCursor }: CommentPage) => nextCursor,
  });
}

/** Comments on a ticket. */
export function useAddComment(ticketId: string) {
  return useMutation({
    mutationFn: (body: NewComment) => call(() => api.POST(path, { params: { path: { ticketId } }, body })),
    onSuccess: (_comment, _body, _result, { client }) => refresh(client, ticketId),
  });
}

/** Changes the text of the member's own comment. */
export function useChangeComment(ticketId: string) {
  return useMutation({
    mutationFn: ({ commentId, body }: { readonly commentId: string; readonly body: string }) =>
      call(() =>
        api.PATCH(`${path}/{commentId}`, { params: { path: { ticketId, commentId } }, body: { body } }),
      ),
    onSuccess: (_comment, _body, _result, { client }) => refresh(client, ticketId),
  });
}

/** Deletes a comment. */
export function useDeleteComment(ticketId: string) {
  return useMutation({
    mutationFn: (commentId: string) =>
      call(() => api.DELETE(`${path}/{commentId}`, { params: { path: { ticketId, commentId } } })),
    onSettled: (_done, _error, _id, _result, { client }) => refresh(client, ticketId),
  });
}

/** Lists of tickets show how many comments there are. */
async function refresh(client: QueryClient, ticketId: string): Promise<void> {
  void client.invalidateQueries({ queryKey: ['tickets'] });
  await client.invalidateQueries({ queryKey: ['comments', ticketId] });
}
