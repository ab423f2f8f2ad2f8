const ascii = /^\p{ASCII}*$/u;

/**
 * Folds all spellings of the same letters into one form. Converts to upper case first, because some letters are equal
 * only there (ß, ẞ and SS; dotless i and I); then unifies what lower case distinguishes (ς, İ). Composes again at the
 * end, because case mapping decomposes some letters.
 */
export function foldCase(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  const upper = text.normalize('NFKC').toLowerCase().toUpperCase();
  const lower = upper.toLowerCase().replaceAll('ς', 'σ').replaceAll('i\u0307', 'i');
  return lower.normalize('NFKC');
}
