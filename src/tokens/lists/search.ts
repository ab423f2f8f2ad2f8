import { parseLine } from '../../contract/text.ts';
import type { Database } from '../../storage/database.ts';
import { memberWords, searchedWords } from '../../storage/member-search/words.ts';
import { type Candidates, findByHint, findByOwner, findByWord } from './word-queries.ts';

/** Maximum length of a search, in code points. */
const searchLength = 200;

/** A search: words, each the beginning of a word of the name or owner, or the last four characters of a token. */
export type TokenSearch = { readonly words: readonly string[]; readonly hint: string | null };

/**
 * Parses a search.
 * @throws SpedyError validation_failed on `search`
 */
export function parseTokenSearch(text: string): TokenSearch {
  const line = parseLine('search', text, searchLength);
  // Lists show the last four characters after an ellipsis.
  const [, hint = null] = /^(?:…|\.{3})?([0-9A-Za-z]{4})$/.exec(line) ?? [];
  return { words: searchedWords(line), hint };
}

type Searched = {
  readonly name: string;
  readonly hint: string;
  readonly ownerName?: string;
  readonly ownerEmail?: string;
};

/** Whether a token matches a search. */
export function matchesSearch(
  { name, hint, ownerName = '', ownerEmail = '' }: Searched,
  search: TokenSearch,
): boolean {
  if (search.hint === hint) return true;
  if (search.words.length === 0) return false;
  const words = memberWords(`${name} ${ownerName}`, ownerEmail);
  return search.words.every((searched) => words.some((word) => word.startsWith(searched)));
}

/** Returns the tokens among which all matches of a search are, unless there are too many. */
export async function findCandidates(
  db: Database,
  organizationId: string,
  { words, hint }: TokenSearch,
): Promise<Candidates> {
  const found: Candidates[] = [];
  if (hint !== null) found.push(await findByHint(db, organizationId, hint));
  // Few tokens have a long word.
  const [longest] = words.toSorted((one, other) => other.length - one.length);
  if (longest !== undefined) {
    found.push(await findByWord(db, organizationId, longest));
    found.push(await findByOwner(db, organizationId, longest));
  }
  return {
    ids: [...new Set(found.flatMap(({ ids }) => ids))],
    isExact: found.every(({ isExact }) => isExact),
  };
}
