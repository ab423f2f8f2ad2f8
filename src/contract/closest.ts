import leven from 'leven';

/**
 * Returns the candidate closest to a mistyped word, or null if none is close.
 * @param share at most one letter in this many may be wrong
 */
export function closest(word: string, candidates: Iterable<string>, share = 2): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(2, Math.floor(word.length / share)) + 1;
  for (const candidate of candidates) {
    const distance = candidate.startsWith(word) ? 1 : leven(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}
