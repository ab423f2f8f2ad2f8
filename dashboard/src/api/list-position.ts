/** Where a page of a list starts: at a cursor, or without one, at its number. */
export type ListPosition = { readonly page: number; readonly cursor: string | null };

export const firstPage: ListPosition = { page: 1, cursor: null };

/** Returns the parameters of a request for the page. */
export function startOf({ page, cursor }: ListPosition) {
  return cursor === null ? { page } : { cursor };
}
