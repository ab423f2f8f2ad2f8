import { parseProse } from '../../contract/text.ts';
import { descriptionLength } from '../schema.ts';

/**
 * Parses the description of a token: at most 500 code points. Null if there is none.
 * @throws SpedyError validation_failed
 */
export function parseDescription(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  const description = parseProse('description', text.trim(), 0, descriptionLength);
  return description === '' ? null : description;
}
