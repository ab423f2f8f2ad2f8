import { type ExpressionBuilder, sql } from 'kysely';
import type { Database } from '../../storage/database.ts';
import { findMembersByWord, lastLetter } from '../../storage/member-search/word-queries.ts';
import { searchIndexOf } from '../../storage/search/index-of.ts';
import type { Tables } from '../../storage/tables/tables.ts';
import { type MemberRow, memberColumns } from '../queries.ts';
import type { MemberFilter, Search } from './filter.ts';

/** If they are not exact, there can be more matches. */
type Matches = { readonly found: readonly MemberRow[]; readonly isExact: boolean };

/** Returns the members of a filter that have a word that begins with each of the searched ones, or the searched ID. */
export async function findMatches(
  db: Database,
  organizationId: string,
  { groups, search }: Pick<MemberFilter, 'groups'> & { readonly search: Search },
): Promise<Matches> {
  // Few members have a long word.
  const [longest, ...others] =
    'id' in search ? [] : search.words.toSorted((one, other) => other.length - one.length);
  const { ids, isExact } =
    'id' in search ? { ids: [search.id], isExact: true } : await idsWith(db, organizationId, longest);
  const found = await db
    .selectFrom(searchIndexOf(db).tableOf(ids).as('listed'))
    // SQLite joins in this order.
    .crossJoin('users as u')
    .where('u.organization_id', '=', organizationId)
    .whereRef('u.id', '=', 'listed.id')
    .where('u.state', '<>', sql.lit('removed'))
    .where((eb) => eb.and(others.map((word) => hasWord(eb, organizationId, word))))
    .select(memberColumns.map((name) => `u.${name}` as const))
    .execute();
  const isListed = (row: MemberRow) => !groups || groups.some((group) => isOf(row, group));
  return { found: found.filter(isListed), isExact };
}

function idsWith(db: Database, organizationId: string, word: string | undefined) {
  return word === undefined ? { ids: [], isExact: true } : findMembersByWord(db, organizationId, word);
}

type OfUser = ExpressionBuilder<Tables & { u: Tables['users'] }, 'u'>;

function hasWord(eb: OfUser, organizationId: string, word: string) {
  return eb.exists(
    eb
      .selectFrom('member_words as w')
      .select('w.word')
      .where('w.organization_id', '=', organizationId)
      .whereRef('w.user_id', '=', 'u.id')
      .where('w.word', '>=', word)
      .where('w.word', '<', word + lastLetter),
  );
}

function isOf(
  { role, state, hasSecondFactor }: MemberRow,
  group: NonNullable<MemberFilter['groups']>[number],
): boolean {
  return role === group.role && state === group.state && hasSecondFactor === group.hasFactor;
}
