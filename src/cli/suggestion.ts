import { closest } from '../http/closest.ts';
import { UsageError } from './failure.ts';

/** `; did you mean 'x'?` where a candidate is near the mistyped word, else nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const candidate = closest(word, candidates);
  return candidate === null ? '' : `; did you mean '${candidate}'?`;
}

/**
 * A parser of a word out of a closed set.
 * @throws UsageError (the parser) that lists the set
 */
export function oneOf<Word extends string>(what: string, words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const word = words.find((known) => known === text);
    if (word !== undefined) return word;
    const hint = didYouMean(text, words) || '.';
    throw new UsageError(`unknown ${what} '${text}'${hint} There are: ${words.join(', ')}.`);
  };
}
