import { SpedyClientError } from './errors.ts';

/** A page, as far as this file reads it. */
type Page = { readonly nextCursor?: unknown; readonly data?: unknown; readonly tokens?: unknown };

/** Reads one page after the other. @param read reads the first page, or the one at a cursor */
export async function* readPages<Body extends object>(
  read: (cursor: string | undefined) => Promise<Body>,
): AsyncGenerator<Body, void, undefined> {
  for (let cursor: string | undefined; ; ) {
    const page = await read(cursor);
    yield page;
    const { nextCursor: next }: Page = page;
    if (typeof next !== 'string') return;
    // Would never end.
    if (next === cursor)
      throw new SpedyClientError('unexpected_response', 'A page of the list names itself as the next one.');
    cursor = next;
  }
}

/** Returns the entries of a page. */
export function itemsOf({ data, tokens }: Page): readonly unknown[] {
  const items = data ?? tokens;
  if (!Array.isArray(items))
    throw new SpedyClientError('unexpected_response', 'A page of the list has no entries.');
  return items;
}
