import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
  useMutation,
} from '@tanstack/react-query';
import { api, call } from '../client.ts';
import type { paths } from '../schema.ts';

export type Board =
  paths['/api/v1/boards']['get']['responses'][200]['content']['application/json']['data'][number];
type NewBoard = paths['/api/v1/boards']['post']['requestBody']['content']['application/json'];

/** The maximum page size of the API. */
const limit = 100;
/** Lists of boards and of their members are read up to this many pages. */
const mostPages = 10;

type Page<Row> = { readonly data: readonly Row[]; readonly nextCursor?: string };

/** Reads a list from its first page on. */
async function readAll<Row>(read: (cursor: string | undefined) => Promise<Page<Row>>): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  for (let page = 1; page <= mostPages; page += 1) {
    const { data, nextCursor } = await read(cursor);
    rows.push(...data);
    if (nextCursor === undefined) break;
    cursor = nextCursor;
  }
  return rows;
}

type Named = { readonly id: string; readonly name: string };
const byName = (one: Pick<Named, 'name'>, other: Pick<Named, 'name'>) => one.name.localeCompare(other.name);
const pageAfter = (cursor: string | undefined) => ({ limit, ...(cursor === undefined ? {} : { cursor }) });

/** The boards that the member can see, oldest first. */
export const boardsQuery = queryOptions({
  queryKey: ['boards'],
  queryFn: () =>
    readAll((cursor) => call(() => api.GET('/api/v1/boards', { params: { query: pageAfter(cursor) } }))),
});

/** One board, by its ID or key. */
export function boardQuery(boardId: string) {
  return queryOptions({
    queryKey: ['boards', boardId],
    queryFn: () => call(() => api.GET('/api/v1/boards/{boardId}', { params: { path: { boardId } } })),
  });
}

/** The members on a board, sorted by name. For administrators and team members. */
export function boardMembersQuery(boardId: string) {
  return queryOptions({
    queryKey: ['boards', boardId, 'members'],
    queryFn: async () => {
      const members = await readAll((cursor) =>
        call(() =>
          api.GET('/api/v1/boards/{boardId}/members', {
            params: { path: { boardId }, query: pageAfter(cursor) },
          }),
        ),
      );
      return members.sort(byName);
    },
  });
}

/** As many members a search for an assignee loads at a time. */
const foundAtOnce = 20;

/**
 * Who can be assigned the tickets of a board, all or those that a search finds. Grows page by page. For administrators and
 * team members.
 */
export function assigneesQuery(boardId: string, search: string) {
  return infiniteQueryOptions({
    queryKey: ['boards', boardId, 'assignees', search],
    placeholderData: keepPreviousData,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam: cursor, signal }) => {
      const query = {
        limit: foundAtOnce,
        ...(search === '' ? {} : { search }),
        ...(cursor === null ? {} : { cursor }),
      };
      return call(() =>
        api.GET('/api/v1/boards/{boardId}/assignees', { params: { path: { boardId }, query }, signal }),
      );
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // Without a search, the API sorts by ID.
    select: ({ pages }) => pages.flatMap(({ data }) => data.toSorted(byName)),
  });
}

/** One of those who can be assigned the tickets of a board, to show the name; null if they no longer can. */
export function assigneeQuery(boardId: string, userId: string) {
  return queryOptions({
    queryKey: ['boards', boardId, 'assignee', userId],
    queryFn: async (): Promise<Named | null> => {
      const { data } = await call(() =>
        api.GET('/api/v1/boards/{boardId}/assignees', {
          params: { path: { boardId }, query: { search: userId, limit: 1 } },
        }),
      );
      return data[0] ?? null;
    },
  });
}

/** The boards that a member is on, sorted by name. For administrators. */
export function memberBoardsQuery(userId: string) {
  return queryOptions({
    queryKey: ['boards', 'of', userId],
    queryFn: async () => {
      const boards = await readAll((cursor) =>
        call(() =>
          api.GET('/api/v1/users/{userId}/boards', {
            params: { path: { userId }, query: pageAfter(cursor) },
          }),
        ),
      );
      return boards.sort(byName);
    },
  });
}

/** Creates a board. */
export function useCreateBoard() {
  return useMutation({
    mutationFn: (body: NewBoard) => call(() => api.POST('/api/v1/boards', { body })),
    onSuccess: (_board, _body, _result, { client }) => refresh(client),
  });
}

/** Renames a board. */
export function useRenameBoard(boardId: string) {
  return useMutation({
    mutationFn: (name: string) =>
      call(() => api.PATCH('/api/v1/boards/{boardId}', { params: { path: { boardId } }, body: { name } })),
    onSuccess: (_board, _name, _result, { client }) => refresh(client),
  });
}

type Seat = { readonly boardId: string; readonly userId: string };

/** Adds a member to a board. */
export function useAddToBoard() {
  return useMutation({
    mutationFn: (path: Seat) =>
      call(() => api.PUT('/api/v1/boards/{boardId}/members/{userId}', { params: { path } })),
    onSettled: (_done, _error, _seat, _result, { client }) => refresh(client),
  });
}

/** Removes a member from a board. */
export function useRemoveFromBoard() {
  return useMutation({
    mutationFn: (path: Seat) =>
      call(() => api.DELETE('/api/v1/boards/{boardId}/members/{userId}', { params: { path } })),
    onSettled: (_done, _error, _seat, _result, { client }) => refresh(client),
  });
}

function refresh(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: ['boards'] });
}
