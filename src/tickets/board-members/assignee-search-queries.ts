import { sql } from 'kysely';
import { listOrder, type Page, type PageRequest, readPage } from '../../contract/paging.ts';
import type { Database } from '../../storage/database.ts';
import { isId } from '../../storage/ids.ts';
import { findMembersByWord } from '../../storage/member-search/word-queries.ts';
import { memberWords, searchedWords } from '../../storage/member-search/words.ts';
import { searchIndexOf } from '../../storage/search/index-of.ts';

const order = listOrder('found-assignees', 'id', 'id');

/**
 * Returns a page of the members who can be assigned the tickets of a board and whose name has a word that begins with each
 * searched one, or the one with the searched ID, sorted by name. The caller checks access to the board.
 */
export async function findAssignees(
  db: Database,
  organizationId: string,
  boardId: string,
  search: string,
  request: PageRequest,
): Promise<Page<{ id: string; name: string }>> {
  const isWhole = isId('usr', search);
  const words = searchedWords(search);
  const { ids, isExact } = isWhole
    ? { ids: [search], isExact: true }
    : await candidatesOf(db, organizationId, words);
  const assignable = await assignableOf(db, organizationId, boardId, ids);
  // The index has the words of emails too, which only administrators may know.
  const found = isWhole ? assignable : assignable.filter(({ name }) => hasWords(name, words));
  const rows = found.toSorted((one, other) => (isAfter(positionOf(one), positionOf(other)) ? 1 : -1));
  const { data, ...page } = await readPage(request, {
    order,
    count: { total: rows.length, isExact },
    read: async ({ after, offset, limit }) => {
      const rest =
        after === null ? rows.slice(offset) : rows.filter((row) => isAfter(positionOf(row), after));
      return rest.slice(0, limit);
    },
    positionOf,
  });
  return { ...page, data: data.map(({ id, name }) => ({ id, name })) };
}

/** Returns the members who have a word that begins with the longest searched one, which few have. */
function candidatesOf(db: Database, organizationId: string, words: readonly string[]) {
  const [longest] = words.toSorted((one, other) => other.length - one.length);
  return longest === undefined ? { ids: [], isExact: true } : findMembersByWord(db, organizationId, longest);
}

/** Returns those of the members who are active, and on the board or administrators. */
function assignableOf(db: Database, organizationId: string, boardId: string, ids: readonly string[]) {
  return (
    db
      .selectFrom(searchIndexOf(db).tableOf(ids).as('listed'))
      // SQLite joins in this order.
      .crossJoin('users as u')
      .where('u.organization_id', '=', organizationId)
      .whereRef('u.id', '=', 'listed.id')
      .where('u.state', '=', sql.lit('active'))
      .where((eb) =>
        eb.or([
          eb('u.role', '=', 'ADMIN'),
          eb.exists(
            eb
              .selectFrom('board_members as m')
              .select('m.user_id')
              .where('m.organization_id', '=', organizationId)
              .where('m.board_id', '=', boardId)
              .whereRef('m.user_id', '=', 'u.id'),
          ),
        ]),
      )
      .select(['u.id', 'u.name', 'u.name_order as nameOrder'])
      .execute()
  );
}

function hasWords(name: string, words: readonly string[]): boolean {
  const own = memberWords(name, '');
  return words.every((word) => own.some((one) => one.startsWith(word)));
}

type Position = readonly [nameOrder: string, id: string];

function positionOf({ nameOrder, id }: { readonly nameOrder: string; readonly id: string }): Position {
  return [nameOrder, id];
}

function isAfter([name, id]: Position, [otherName, otherId]: Position): boolean {
  return name === otherName ? id > otherId : name > otherName;
}
