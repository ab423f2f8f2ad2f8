import { type Role, roles } from '../../access/roles.ts';
import { isId } from '../../storage/ids.ts';
import { searchedWords } from '../../storage/member-search/words.ts';
import { type MemberSort, memberStates, type UserQuery } from '../schema.ts';

/** Members of equal role, state and second factor, which an index has together. */
export type Group = {
  readonly role: Role;
  readonly state: (typeof memberStates)[number];
  readonly hasFactor: number;
};

export type Search = { readonly id: string } | { readonly words: readonly string[] };

export type MemberFilter = {
  /** Null for all members. */
  readonly groups: readonly Group[] | null;
  /** A search by words or by the ID of one member; null without a search. */
  readonly search: Search | null;
  readonly sort: MemberSort;
};

/** Returns what a query asks for. */
export function filterOf({
  search: text,
  role,
  state,
  secondFactor,
  sort = 'createdAt',
}: UserQuery): MemberFilter {
  const search = text === undefined ? null : searchOf(text);
  const isWhole = role === undefined && state === undefined && secondFactor === undefined;
  // All members have an index of their own in this order. What a search finds is sorted afterwards.
  if (isWhole && (search || sort === 'createdAt')) return { groups: null, search, sort };
  const factors = secondFactor === undefined ? [0, 1] : [secondFactor === 'set' ? 1 : 0];
  const groups = (state === undefined ? memberStates : [state]).flatMap((oneState) =>
    (role === undefined ? roles : [role]).flatMap((oneRole) =>
      factors.map((hasFactor) => ({ role: oneRole, state: oneState, hasFactor })),
    ),
  );
  return { groups, search, sort };
}

function searchOf(text: string): Search {
  return isId('usr', text) ? { id: text } : { words: searchedWords(text) };
}
