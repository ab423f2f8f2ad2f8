import type { Database } from '../../storage/database.ts';
import { searchIndexOf } from '../../storage/search/index-of.ts';
import { planOf } from '../../storage/search/plan.ts';
import { mostSamples, readSamples } from '../../storage/search/samples-queries.ts';
import type { Candidate, Wanted } from '../../storage/search/search-index.ts';
import { type Part, searchTokens, wordTokens } from '../../storage/search/tokens.ts';

/** Where the tickets end that a request looks at. */
type End = {
  /** The next request looks at tickets with lower positions. */
  readonly before: number;
  /** The position of the ticket where they end. */
  readonly at: number;
};

/** Tickets that can contain a text, newest first. `end` is null if there are no more. */
export type Candidates = { readonly tickets: readonly Candidate[]; readonly end: End | null };

type Request = {
  readonly organizationId: string;
  readonly needle: string;
  readonly part: Part;
  readonly boards: Pick<Wanted, 'any' | 'checkedBoards'>;
  /** Only tickets with lower positions. */
  readonly before: number;
  /** Whether no tickets of the index have higher positions. */
  readonly isFirst: boolean;
  /** Maximum number of tickets. */
  readonly most: number;
};

/**
 * Returns the newest tickets that can contain a text in a part. The end is at the same ticket on both databases, however much
 * their indexes read.
 */
export async function findCandidates(
  db: Database,
  { organizationId, needle, part, boards, before, isFirst, most }: Request,
): Promise<Candidates> {
  const { any, checkedBoards } = boards;
  // A board is a token like the others.
  const [board, ...otherBoards] = checkedBoards === null && any ? any : [];
  const letters = searchTokens(organizationId, part, needle);
  const tokens = [
    ...wordTokens(organizationId, needle),
    ...letters,
    ...(board !== undefined && otherBoards.length === 0 ? [board] : []),
  ];
  const samples = await readSamples(db, organizationId, [...tokens, ...(any ?? [])], before);
  const { all, from, isRare } = planOf(
    new Map(tokens.map((token) => [token, samples.get(token) ?? []])),
    // Words can be in the description.
    part === 'title' ? letters : [],
    any && newestOf(any.map((token) => samples.get(token) ?? [])),
  );
  const isOnBoard = board !== undefined && otherBoards.length === 0 && all.includes(board);
  const wanted = { organizationId, all, any: isOnBoard ? null : any, checkedBoards };
  // Newer tickets can have a token that is rare among the others.
  const stretch = { before, from, isRare: isRare && isFirst };
  const found = await searchIndexOf(db).newest(db, wanted, stretch, most + 1);
  return firstOf({ tickets: found, end: from > 0 ? { before: from, at: from } : null }, most);
}

function newestOf(samples: readonly (readonly number[])[]): number[] {
  return samples
    .flat()
    .sort((one, other) => other - one)
    .slice(0, mostSamples);
}

/** Returns the newest of some candidates. */
export function firstOf({ tickets, end }: Candidates, most: number): Candidates {
  const next = tickets[most];
  if (!next) return { tickets, end };
  // Tickets that were created at the same time can have the same position. They stay together.
  const newer = tickets.filter(({ position }) => position > next.position);
  return { tickets: newer, end: { before: next.position + 1, at: next.position } };
}
