import { ScimError } from '../../contract/error-forms/scim-error.ts';
import type { Database } from '../../storage/database.ts';
import { type Filter, parseFilter } from '../filter/parse.ts';
import { defaultCount, maxCount } from '../protocol/constants.ts';
import { countUsers, isTooWide, listUsers, readUsers, type UserRow } from './queries.ts';
import type { UserListQuery } from './schema.ts';

export type UserPage = {
  readonly rows: readonly UserRow[];
  /** Null: more than are counted. */
  readonly total: number | null;
  /** Null for a page by cursor. */
  readonly startIndex: number | null;
  readonly nextCursor: string | null;
};

/**
 * Lists members, by index (RFC 7644 3.4.2.4) or by cursor (RFC 9865). The cost of a page has an upper bound: an index
 * reaches 10,000 members, and in a larger organization a filter needs a term with an index.
 * @throws ScimError invalidFilter; tooMany
 */
export async function listScimUsers(
  db: Database,
  organizationId: string,
  query: UserListQuery,
): Promise<UserPage> {
  const filter = query.filter === undefined ? null : parseFilter(query.filter);
  if (filter && (await isTooWide(db, organizationId, filter)))
    throw new ScimError(
      'tooMany',
      'The organization has more than 10,000 members. Filter by userName, externalId, emails or id with eq.',
    );
  const count = Math.min(maxCount, Math.max(0, query.count ?? defaultCount));
  return query.cursor === undefined
    ? readByIndex(db, organizationId, filter, Math.max(1, query.startIndex ?? 1), count)
    : readByCursor(db, organizationId, filter, query.cursor, Math.max(1, count));
}

async function readByIndex(
  db: Database,
  organizationId: string,
  filter: Filter | null,
  startIndex: number,
  count: number,
): Promise<UserPage> {
  const { total, isExact } = await countUsers(db, organizationId, filter);
  // A client that reads until totalResults would miss the rest.
  if (!isExact)
    throw new ScimError(
      'tooMany',
      `There are more than ${total} users. Read them by cursor (RFC 9865): begin with an empty cursor, or use a filter.`,
    );
  const isEmpty = count === 0 || startIndex > total;
  const rows = isEmpty
    ? []
    : await listUsers(db, organizationId, filter, { offset: startIndex - 1, limit: count });
  return { rows, total, startIndex, nextCursor: null };
}

async function readByCursor(
  db: Database,
  organizationId: string,
  filter: Filter | null,
  cursor: string,
  limit: number,
): Promise<UserPage> {
  const request = { page: 1, limit, ...(cursor === '' ? {} : { cursor }) };
  const page = await readUsers(db, organizationId, filter, request);
  const total = page.totalIsExact === false ? null : page.total;
  return { rows: page.data, total, startIndex: null, nextCursor: page.nextCursor ?? null };
}
