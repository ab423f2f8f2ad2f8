import { type SqlBool, sql } from 'kysely';
import { listOrder, type PageRequest, readPage } from '../../contract/paging.ts';
import type { Database, Transaction } from '../../storage/database.ts';
import { compareRow, countRows } from '../../storage/list-queries.ts';
import { FilterQuery } from '../filter/filter-queries.ts';
import type { Filter } from '../filter/parse.ts';

/** The members of an organization with what identity providers say of them, without removed ones. */
function users(db: Database, organizationId: string) {
  return (
    db
      .selectFrom('users as u')
      .leftJoin('scim_profiles as s', (on) =>
        on.onRef('s.organization_id', '=', 'u.organization_id').onRef('s.user_id', '=', 'u.id'),
      )
      .where('u.organization_id', '=', organizationId)
      // A literal, to match the partial index.
      .where('u.state', '<>', sql.lit('removed'))
  );
}

const columns = [
  'u.id',
  'u.email',
  'u.email_key as emailKey',
  'u.name',
  'u.role',
  'u.state',
  'u.created_at as createdAt',
  'u.changed_at as changedAt',
  's.user_name as userName',
  's.user_name_key as userNameKey',
  's.external_id as externalId',
  's.given_name as givenName',
  's.family_name as familyName',
] as const;
export type UserRow = NonNullable<Awaited<ReturnType<typeof findUser>>>;

export function findUser(db: Database, organizationId: string, id: string) {
  return users(db, organizationId).select(columns).where('u.id', '=', id).executeTakeFirst();
}

/** Returns the members whose userName has a key: at most one, unless a member's email is another one's userName. */
export function findUsersByName(db: Database, organizationId: string, userNameKey: string) {
  const condition = new FilterQuery(db, organizationId).condition({
    op: 'eq',
    path: 'username',
    value: userNameKey,
  });
  return users(db, organizationId).select('u.id').where(condition).limit(2).execute();
}

/** The most members that a filter without an index may look at. */
const mostScanned = 10_000;

/** Whether a filter would have to look at more members than one request may. */
export async function isTooWide(db: Database, organizationId: string, filter: Filter): Promise<boolean> {
  if (isSelective(db, organizationId, filter)) return false;
  const { isExact } = await countRows(db, users(db, organizationId), mostScanned);
  return !isExact;
}

/** Whether an index leads to the few members of a filter. */
function isSelective(db: Database, organizationId: string, filter: Filter): boolean {
  return new FilterQuery(db, organizationId).candidates(filter) !== null;
}

function filtered(db: Database, organizationId: string, filter: Filter | null) {
  const all = users(db, organizationId);
  if (!filter) return all;
  const query = new FilterQuery(db, organizationId);
  const candidates = query.candidates(filter);
  if (!candidates) return all.where(query.condition(filter));
  // With alternatives in the condition only, databases would look at every member.
  const found = all.where(sql<SqlBool>`u.id in (${candidates})`);
  return onlyAlternatives(filter) ? found : found.where(query.condition(filter));
}

/** Whether each candidate of a selective filter matches it. */
function onlyAlternatives(filter: Filter): boolean {
  if (filter.op === 'or') return filter.filters.every(onlyAlternatives);
  return filter.op === 'eq' || (filter.op === 'of' && onlyAlternatives(filter.filter));
}

/** Counts the members that match a filter, up to 10,000. @throws ScimError invalidFilter */
export function countUsers(db: Database, organizationId: string, filter: Filter | null) {
  return countRows(db, filtered(db, organizationId, filter));
}

/**
 * Returns the members that match a filter, oldest first. The few of a selective filter are sorted here: ordered by the
 * database, they might be looked for in the index of all members.
 * @throws ScimError invalidFilter
 */
export async function listUsers(
  db: Database,
  organizationId: string,
  filter: Filter | null,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<UserRow[]> {
  const matching = filtered(db, organizationId, filter).select(columns);
  if (filter && isSelective(db, organizationId, filter)) {
    const rows = await matching.limit(mostScanned).execute();
    return rows.sort(byAge).slice(offset, offset + limit);
  }
  return matching.orderBy('u.created_at').orderBy('u.id').offset(offset).limit(limit).execute();
}

function byAge(a: UserRow, b: UserRow): number {
  if (a.createdAt !== b.createdAt) return a.createdAt - b.createdAt;
  return a.id < b.id ? -1 : 1;
}

const order = listOrder('scim-users', 'integer', 'id');

/** Returns a page of the members that match a filter, oldest first, from a cursor. @throws ScimError invalidFilter */
export function readUsers(db: Database, organizationId: string, filter: Filter | null, request: PageRequest) {
  const matching = filtered(db, organizationId, filter);
  return readPage(request, {
    order,
    count: () => countRows(db, matching),
    read: ({ after, limit }) =>
      matching
        .select(columns)
        .where(compareRow(['u.created_at', 'u.id'], '>', after))
        .orderBy('u.created_at')
        .orderBy('u.id')
        .limit(limit)
        .execute(),
    positionOf: ({ createdAt, id }) => [createdAt, id],
  });
}

export type Profile = {
  readonly userName: string;
  readonly userNameKey: string;
  readonly externalId: string | null;
  readonly givenName: string | null;
  readonly familyName: string | null;
};

/** Stores what the identity provider says of a member. */
export async function saveProfile(
  trx: Transaction,
  organizationId: string,
  userId: string,
  profile: Profile,
): Promise<void> {
  const values = {
    user_name: profile.userName,
    user_name_key: profile.userNameKey,
    external_id: profile.externalId,
    given_name: profile.givenName,
    family_name: profile.familyName,
  };
  await trx
    .insertInto('scim_profiles')
    .values({ organization_id: organizationId, user_id: userId, ...values })
    .onConflict((conflict) => conflict.columns(['organization_id', 'user_id']).doUpdateSet(values))
    .execute();
}

export function deleteProfile(trx: Transaction, organizationId: string, userId: string) {
  return trx
    .deleteFrom('scim_profiles')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .execute();
}

/** Whether another member has an email. */
export async function isEmailTaken(
  trx: Transaction,
  organizationId: string,
  userId: string,
  emailKeys: readonly string[],
): Promise<boolean> {
  const other = await trx
    .selectFrom('users')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('email_key', 'in', emailKeys)
    .where('id', '<>', userId)
    .where('state', '<>', sql.lit('removed'))
    .executeTakeFirst();
  return other !== undefined;
}
