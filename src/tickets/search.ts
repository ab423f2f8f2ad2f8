import { parseLine } from '../contract/text.ts';
import { searchLength } from './schema.ts';

/** The character before a `%`, `_` or itself that a pattern takes literally: in no dialect a special one. */
export const patternEscape = '!';

/** What a search looks through. The fields stand on lines of their own, so that no hit lies across two of them. */
export function searchText(displayId: string, title: string, description: string): string {
  return foldCase([displayId, title, description].join('\n'));
}

/**
 * The LIKE pattern that finds what was typed anywhere in a search text.
 * @throws SpedyError validation_failed on `search`
 */
export function searchPattern(search: string): string {
  const needle = foldCase(parseLine('search', search, searchLength));
  return `%${needle.replace(/[!%_]/g, (character) => `${patternEscape}${character}`)}%`;
}

/**
 * One form for all the ways to write the same letters. By way of upper case, because some letters meet only there
 * (ß, ẞ and SS; the dotless i and I); what lower case then tells apart by place or by dot is made one (ς, İ). Composed
 * again at the end, because case mapping takes some letters apart.
 */
function foldCase(text: string): string {
  const upper = text.normalize('NFKC').toLowerCase().toUpperCase();
  const lower = upper.toLowerCase().replaceAll('ς', 'σ').replaceAll('i\u0307', 'i');
  return lower.normalize('NFKC');
}
