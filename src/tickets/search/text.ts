import { foldCase } from '../../contract/lists/fold-case.ts';
import { parseLine } from '../../contract/text.ts';
import { searchLength } from '../schema.ts';

/** The escape character of LIKE patterns, which has no special meaning in any SQL dialect. */
export const patternEscape = '!';

/** Returns the text that is searched. Each field is on its own line, so that no match spans two fields. */
export function searchText(displayId: string, title: string, description: string): string {
  return foldCase([displayId, title, description].join('\n'));
}

/**
 * Returns the folded text to find.
 * @throws SpedyError validation_failed on `search`
 */
export function parseSearch(search: string): string {
  return foldCase(parseLine('search', search, searchLength));
}

/** Returns the LIKE pattern that finds a folded text in the title or description of a search text. */
export function patternOf(needle: string): string {
  return `%\n%${needle.replace(/[!%_]/g, (character) => `${patternEscape}${character}`)}%`;
}
