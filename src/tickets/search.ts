import { parseLine } from '../contract/text.ts';
import { searchLength } from './schema.ts';

/** The escape character of LIKE patterns, which has no special meaning in any SQL dialect. */
export const patternEscape = '!';

/** Returns the text that is searched. Each field is on its own line, so that no match spans two fields. */
export function searchText(displayId: string, title: string, description: string): string {
  return foldCase([displayId, title, description].join('\n'));
}

/**
 * Returns the LIKE pattern that finds a query anywhere in a search text.
 * @throws SpedyError validation_failed on `search`
 */
export function searchPattern(search: string): string {
  const needle = foldCase(parseLine('search', search, searchLength));
  return `%${needle.replace(/[!%_]/g, (character) => `${patternEscape}${character}`)}%`;
}

/**
 * Folds all spellings of the same letters into one form. Converts to upper case first, because some letters are equal
 * only there (ß, ẞ and SS; dotless i and I); then unifies what lower case distinguishes (ς, İ). Composes again at the
 * end, because case mapping decomposes some letters.
 */
function foldCase(text: string): string {
  const upper = text.normalize('NFKC').toLowerCase().toUpperCase();
  const lower = upper.toLowerCase().replaceAll('ς', 'σ').replaceAll('i\u0307', 'i');
  return lower.normalize('NFKC');
}
