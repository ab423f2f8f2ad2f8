import { memberWords } from '../member-search/words.ts';

/** Returns the words by which a token is found: those of its name, and its hint, whose letters have a case. */
export function tokenWords(name: string, hint: string): string[] {
  return [...memberWords(name, ''), hintWord(hint)];
}

/** Returns the word of the last four characters of a token. No other word begins like it. */
export function hintWord(hint: string): string {
  return `#${hint}`;
}
