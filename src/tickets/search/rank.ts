/**
 * How well a ticket fits a search, best first: its display ID is the searched one; its title begins with the text, has it
 * as whole words, or contains it; or only its description contains it.
 */
export const ranks = { displayId: 0, titleBegins: 1, titleWords: 2, title: 3, description: 4 } as const;

/** Returns the rank of a ticket that contains a text. Both texts are folded. */
export function rankOf(title: string, needle: string): number {
  if (title.startsWith(needle)) return ranks.titleBegins;
  if (hasWords(title, needle)) return ranks.titleWords;
  return title.includes(needle) ? ranks.title : ranks.description;
}

/** Whether a text contains another one that does not begin or end within a word or number. */
export function hasWords(text: string, needle: string): boolean {
  for (let start = text.indexOf(needle); start >= 0; start = text.indexOf(needle, start + 1)) {
    const end = start + needle.length;
    if (
      !endsInWord.test(text.slice(Math.max(0, start - 2), start)) &&
      !beginsInWord.test(text.slice(end, end + 2))
    )
      return true;
  }
  return false;
}

const endsInWord = /[\p{L}\p{M}\p{N}_]$/u;
const beginsInWord = /^[\p{L}\p{M}\p{N}_]/u;
