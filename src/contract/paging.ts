export type PageRequest = { readonly page: number; readonly limit: number };
export type Page<Item> = { data: Item[]; total: number; page: number; pageSize: number; totalPages: number };

/** The number of rows before a page. */
export function pageOffset({ page, limit }: PageRequest): number {
  return (page - 1) * limit;
}

/** Returns a page in the form of the API. */
export function toPage<Item>({ page, limit }: PageRequest, total: number, data: Item[]): Page<Item> {
  return { data, total, page, pageSize: limit, totalPages: Math.ceil(total / limit) };
}
