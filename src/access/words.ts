/** Returns a text as one of the words, or null. */
export function wordOf<Word extends string>(words: readonly Word[], text: string | undefined): Word | null {
  return words.find((word) => word === text) ?? null;
}

/**
 * Parses a stored word, such as a role or a state.
 * @throws Error for an unknown word: rejecting a request is safer than guessing access
 */
export function parseStoredWord<Word extends string>(words: readonly Word[], text: string): Word {
  const word = wordOf(words, text);
  if (word === null) throw new Error(`the database contains '${text}' instead of ${words.join(', ')}`);
  return word;
}
