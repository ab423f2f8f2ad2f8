import { wordOf } from '../access/words.ts';
import { closest } from '../contract/closest.ts';
import { UsageError } from './failure.ts';

/** Returns `; did you mean 'x'?` if a candidate is similar to the word, else an empty string. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const candidate = closest(word, candidates);
  return candidate === null ? '' : `; did you mean '${candidate}'?`;
}

/**
 * Returns a parser that accepts only the given words.
 * @throws UsageError (the parser) with the valid words
 */
export function oneOf<Word extends string>(what: string, words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const word = wordOf(words, text);
    if (word !== null) return word;
    const hint = didYouMean(text, words) || '.';
    throw new UsageError(`unknown ${what} '${text}'${hint} Use one of: ${words.join(', ')}.`);
  };
}
