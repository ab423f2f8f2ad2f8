import { mostSamples } from './samples-queries.ts';
import type { Stretch } from './search-index.ts';
import type { Token } from './tokens.ts';

/** Maximum number of tokens that a search looks up: of rare ones, and of common ones, whose lists are long. */
const [mostRare, mostCommon] = [8, 4];
/** Of a token with at most so many samples, all tickets are read at once. */
const fewSamples = 1;

/** The positions of the newest samples, newest first, at most `mostSamples`. */
type Samples = readonly number[];

/** What to look up of a search: the rarest of its tokens first, and how far back. */
type Plan = { readonly all: readonly Token[] } & Pick<Stretch, 'from' | 'isRare'>;

/**
 * Chooses the tokens to look up, and bounds the tickets to read: about `1,024 * mostSamples` of them have the rarest token, or are
 * on the boards to search, however many tickets there are. Common tokens are looked up only if there are no others: their lists
 * cost more than they exclude.
 * @param needed one of these tokens is looked up in any case
 * @param onBoards the samples on the boards to search; null for all boards
 */
export function planOf(
  samples: ReadonlyMap<Token, Samples>,
  needed: readonly Token[],
  onBoards: Samples | null,
): Plan {
  const rarestFirst = [...samples].sort(([, one], [, other]) => compareRarity(one, other));
  const [, rarest = []] = rarestFirst[0] ?? [];
  const isRare = rarest.length <= fewSamples;
  const chosen = rarestFirst
    .filter(([, found]) => isCommon(rarest) || !isCommon(found))
    .slice(0, isRare ? mostRare : mostCommon)
    .map(([token]) => token);
  const isMissing = !chosen.some((token) => needed.includes(token));
  const rarestNeeded = rarestFirst.find(([token]) => isMissing && needed.includes(token));
  const fewest = onBoards && compareRarity(onBoards, rarest) < 0 ? onBoards : rarest;
  return {
    all: [...chosen, ...(rarestNeeded ? [rarestNeeded[0]] : [])],
    from: isCommon(fewest) ? (fewest.at(-1) ?? 0) : 0,
    isRare,
  };
}

function isCommon(samples: Samples): boolean {
  return samples.length >= mostSamples;
}

/** Fewer samples, or as many that reach further back, come first. */
function compareRarity(one: Samples, other: Samples): number {
  return one.length - other.length || (one.at(-1) ?? 0) - (other.at(-1) ?? 0);
}
