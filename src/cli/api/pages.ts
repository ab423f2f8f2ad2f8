import { CommandFailure } from '../failure.ts';
import type { ApiRequest } from './request.ts';

/**
 * Returns the request of the next page, if the answer is a page of a list and not the last one: by its cursor, else by
 * its number.
 * @throws CommandFailure for a page that is its own next one
 */
export function nextPage(request: ApiRequest, text: string): ApiRequest | null {
  const body = parse(text);
  if (body === null) return null;
  const url = new URL(request.path, 'https://spedy.invalid');
  if ('nextCursor' in body && typeof body.nextCursor === 'string') {
    // Would never end.
    if (body.nextCursor === url.searchParams.get('cursor'))
      throw new CommandFailure('a page of the list names itself as the next one: tell the operator');
    url.searchParams.delete('page');
    url.searchParams.set('cursor', body.nextCursor);
  } else if ('page' in body && 'totalPages' in body && Number(body.page) < Number(body.totalPages)) {
    // A cursor that was followed to its end has no page number to go on with.
    if (url.searchParams.has('cursor')) return null;
    url.searchParams.set('page', String(Number(body.page) + 1));
  } else return null;
  return { ...request, path: url.pathname + url.search };
}

function parse(text: string): object | null {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' ? body : null;
  } catch {
    return null;
  }
}
